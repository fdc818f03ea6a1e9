import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { findIdentityProvider, isOidc } from '../gateway/access/sso/identity-providers.js';
import { OidcClients } from '../gateway/access/sso/oidc/oidc-clients.js';
import { NotFoundError, UnavailableError } from '../platform/errors/errors.js';
import type { Assembly } from './assemble.js';
import { table } from './keys.js';
import { parseSamlMetadata } from './saml-metadata.js';
import { withGraph } from './with-graph.js';

const command = 'identity-providers';
const list = (text: string) => text.split(',').map((one) => one.trim());
const common = z.object({
  name: z.string(),
  organization: z.string().trim().min(1).max(200),
  domains: z.string().transform(list),
  createUsers: z.boolean().default(false),
  roles: z
    .string()
    .default('')
    .transform((text) => (text === '' ? [] : list(text.toUpperCase()))),
});
const oidcOptions = common.extend({ issuer: z.string(), clientId: z.string(), clientSecretFile: z.string() });
const samlOptions = common.extend({
  metadata: z.string(),
  signRequests: z.boolean().default(false),
  acceptSha1: z.boolean().default(false),
});

const fields = 'id name kind issuer domains path';
interface Provider {
  id: string;
  name: string;
  kind: string;
  issuer: string;
  domains: string[];
  path: string;
}

/** `hub identity-providers add-oidc`: says its id and what the provider has to know. @throws RefusedByGraphError */
export function addOidcProvider(given: unknown): Promise<string> {
  const { issuer, clientId, clientSecretFile, ...rest } = oidcOptions.parse(given);
  const clientSecret = readFileSync(clientSecretFile, 'utf8').trim();
  return save(rest, { issuer, oidc: { clientId, clientSecret } });
}

/** `hub identity-providers add-saml`: the same, by a file of the provider's metadata. @throws InvalidInputError */
export async function addSamlProvider(given: unknown): Promise<string> {
  const { metadata, signRequests, acceptSha1, ...rest } = samlOptions.parse(given);
  const { issuer, ...saml } = await parseSamlMetadata(readFileSync(metadata, 'utf8'));
  return save(rest, { issuer, saml: { ...saml, requestsSigned: signRequests, sha1Accepted: acceptSha1 } });
}

function save({ organization, roles, ...rest }: z.output<typeof common>, settings: object): Promise<string> {
  const mutation = `mutation ($input: SaveIdentityProviderInput!) { saved: saveIdentityProvider(input: $input) { ${fields} } }`;
  return withGraph(command, organization, async (ask, { config }) => {
    const input = { ...rest, defaultRoles: roles, ...settings };
    const { saved } = await ask<{ saved: Provider }>(mutation, { input });
    return [
      `id   ${saved.id}`,
      `${saved.kind === 'Oidc' ? 'redirect URI' : 'metadata'}   ${at(config, saved.path)}`,
    ].join('\n');
  });
}

/** `hub identity-providers list`: one line a provider. */
export function listProviders({ organization }: { organization: string }): Promise<string> {
  return withGraph(command, organization, async (ask, { config }) => {
    const { identityProviders } = await ask<{ identityProviders: Provider[] }>(`{ identityProviders { ${fields} } }`);
    const rows = identityProviders.map(({ id, name, kind, issuer, domains, path }) => [
      id,
      kind,
      name,
      issuer,
      domains.join(','),
      at(config, path),
    ]);
    return table([['ID', 'KIND', 'NAME', 'ISSUER', 'DOMAINS', 'METADATA OR REDIRECT URI'], ...rows]);
  });
}

/** `hub identity-providers remove`. @throws RefusedByGraphError when there is none */
export function removeProvider(id: string, { organization }: { organization: string }): Promise<string> {
  return withGraph(command, organization, async (ask) => {
    await ask('mutation ($id: ID!) { deleteIdentityProvider(id: $id) }', { id });
    return `Nobody comes in by ${id} any more; who did is signed out.`;
  });
}

/**
 * `hub identity-providers test`: asks an OpenID provider who it is, and looks at a SAML provider's certificates.
 * @throws NotFoundError
 * @throws UnavailableError when the provider does not answer as it should
 */
export function testProvider(id: string, { organization }: { organization: string }): Promise<string> {
  return withGraph(command, organization, async (_ask, { database, services }) => {
    const provider = await findIdentityProvider(database, id);
    if (!provider) throw new NotFoundError(`There is no identity provider ${id}.`);
    if (!isOidc(provider)) return (provider.saml?.certificates ?? []).map(certificateLine).join('\n');
    try {
      const found = await new OidcClients(services.secretBox, services.outbound.dispatcher).of(provider);
      const { issuer, end_session_endpoint: signOut } = found.serverMetadata();
      return `${issuer} answers; signing out ${signOut ? `leads to ${signOut}` : 'does not lead there'}.`;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : 'unknown';
      throw new UnavailableError(`${provider.issuer} does not answer as a provider does: ${reason}`, { cause });
    }
  });
}

function certificateLine(base64: string): string {
  const { subject, validTo } = new X509Certificate(Buffer.from(base64, 'base64'));
  return `signs with ${subject.replaceAll('\n', ', ')}, good until ${new Date(validTo).toISOString()}`;
}

/** An address of the hub, whole where it is known. */
const at = ({ PUBLIC_URL: url }: Assembly['config'], path: string): string => (url ? new URL(path, url).href : path);
