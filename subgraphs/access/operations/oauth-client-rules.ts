import { z } from 'zod';
import { text } from '../../../platform/service/input-rules.js';
import { scopes } from '../../../platform/service/scopes.js';

const loopback: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/** https; plain http only to the machine itself, where nobody listens in. Nothing that a comparison could read in two ways. */
function isRedirectUri(uri: string): boolean {
  if (!URL.canParse(uri) || uri.includes('#') || uri.includes('*') || uri.includes('\\')) return false;
  const { protocol, hostname, username, password, href } = new URL(uri);
  if (username || password || /\/\.\.?(\/|$|\?)/.test(uri)) return false;
  if (href !== uri && href !== `${uri}/`) return false;
  return protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname));
}

const redirectUri = z
  .string()
  .max(2_000, 'must have at most 2000 characters')
  .refine(isRedirectUri, 'must be an https URL as browsers write it, without a fragment (http for this machine only)');

/** What a client keeps to. */
export const oauthClientRules = z
  .object({
    name: text(200),
    confidential: z.boolean(),
    redirectUris: z
      .array(redirectUri)
      .max(20, 'must have at most 20 items')
      .transform((list) => [...new Set(list)]),
    scopes: z
      .array(z.enum(scopes))
      .min(1, 'must have at least one')
      .transform((list) => [...new Set(list)]),
    machine: z.boolean(),
  })
  .refine(({ machine, confidential }) => !machine || confidential, {
    error: 'only a confidential client can have tokens of its own',
    path: ['machine'],
  })
  .refine(({ machine, redirectUris }) => machine || redirectUris.length > 0, {
    error: 'must have one, unless the client has tokens of its own',
    path: ['redirectUris'],
  });

/** What a client may ask tokens with. */
export const grantTypesOf = ({ machine, redirectUris }: { machine: boolean; redirectUris: string[] }): string[] => [
  ...(redirectUris.length > 0 ? ['authorization_code', 'refresh_token'] : []),
  ...(machine ? ['client_credentials'] : []),
];
