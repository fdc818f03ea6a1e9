import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose';
import { z } from 'zod';
import type { OidcProvider } from '../identity-providers.js';
import type { SsoRecords } from '../sso-records.js';
import { SsoRefusedError } from '../sso-refused-error.js';
import type { OidcClients } from './oidc-clients.js';

const event = 'http://schemas.openid.net/event/backchannel-logout';
const told = z.looseObject({
  sub: z.string(),
  jti: z.string(),
  exp: z.number(),
  events: z.looseObject({ [event]: z.looseObject({}) }),
  nonce: z.undefined().optional(),
});
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/**
 * Whom a provider signs out (OpenID Connect Back-Channel Logout 1.0, 2.6), by its subject there.
 * @throws SsoRefusedError
 */
export async function checkLogoutToken(
  { clients, records }: { clients: OidcClients; records: SsoRecords },
  provider: OidcProvider,
  token: string,
): Promise<string> {
  try {
    const { jwks_uri: keys } = (await clients.of(provider)).serverMetadata();
    if (!keys) throw new SsoRefusedError('the provider shows no keys');
    const { payload } = await jwtVerify(token, keysAt(keys, clients), {
      issuer: provider.issuer,
      audience: provider.oidc.clientId,
      algorithms,
      maxTokenAge: '10m',
      clockTolerance: 60,
    });
    const { sub, jti, exp } = told.parse(payload);
    const first = await records.keep(provider, 'logout', jti, { expiresAt: new Date(exp * 1_000) });
    if (!first) throw new SsoRefusedError('this logout token was used already');
    return sub;
  } catch (cause) {
    if (cause instanceof SsoRefusedError) throw cause;
    throw new SsoRefusedError('the logout token is not good', { cause });
  }
}

const keysAt = (url: string, { fetch }: OidcClients) =>
  createRemoteJWKSet(new URL(url), {
    [customFetch]: (address, { headers, ...options }) =>
      fetch(address, { ...options, headers: Object.fromEntries(headers), body: undefined }),
  });
