import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { roles } from '../../../platform/access/roles.js';
import { id, optional, text } from '../../../platform/service/input-rules.js';

const loopback: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/** Where a browser is sent: https, or plain http to this very machine. */
function isBrowserUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  if (username || password) return false;
  return protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname));
}

const browserUrl = text(2_000).refine(isBrowserUrl, 'must be an https URL (http for this machine only)');
const roleList = z.array(z.enum(roles)).transform((list) => [...new Set(list)]);
const few = 'must have at most 20 items';
const one = 'must have at least one';

/** The base64 within PEM, or base64 as metadata has it. */
const bareCertificate = (value: string): string => value.replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '');

function isCertificate(base64: string): boolean {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).publicKey.asymmetricKeyType !== undefined;
  } catch {
    return false;
  }
}

const certificate = text(10_000)
  .transform(bareCertificate)
  .refine(isCertificate, 'must be an X.509 certificate, PEM or base64');

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253, 'must have at most 253 characters')
  .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/, 'must be a domain name, like example.org');

const oidc = z.object({
  clientId: text(500),
  clientSecret: optional(text(2_000)),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, 'must be a scope of OAuth 2.0'))
    .max(20, few)
    .transform((list) => [...new Set(['openid', ...list])]),
});

const saml = z.object({
  ssoUrl: browserUrl,
  sloUrl: optional(browserUrl),
  certificates: z.array(certificate).min(1, one).max(5, 'must have at most 5 items'),
  startUrl: optional(browserUrl),
  assertionSigned: z.boolean(),
  audienceRequired: z.boolean(),
  requestsSigned: z.boolean(),
  sha1Accepted: z.boolean(),
  serviceEntityId: optional(text(1_000)),
  serviceAcsUrl: optional(text(2_000).refine(URL.canParse, 'must be a URL')),
});

/** What an identity provider keeps to. */
export const identityProviderRules = z
  .object({
    id: optional(id),
    expectedVersion: optional(z.int()),
    name: text(100),
    issuer: text(1_000),
    domains: z
      .array(domain)
      .min(1, one)
      .max(20, few)
      .transform((list) => [...new Set(list)]),
    createUsers: z.boolean(),
    defaultRoles: roleList,
    groupsClaim: text(500),
    roleMapping: z
      .array(z.object({ group: text(500), roles: roleList.refine((list) => list.length > 0, one) }))
      .max(200, 'must have at most 200 items'),
    oidc: optional(oidc),
    saml: optional(saml),
  })
  .refine((input) => (input.oidc === null) !== (input.saml === null), {
    error: 'must be given, or saml, and not both',
    path: ['oidc'],
  });
