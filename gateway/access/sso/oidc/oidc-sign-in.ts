import { createHmac } from 'node:crypto';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { generateSecret } from '../../../../platform/access/one-time-secret.js';
import type { Claimed } from '../admit-person.js';
import type { OidcProvider } from '../identity-providers.js';
import type { SsoRecords } from '../sso-records.js';
import { SsoRefusedError } from '../sso-refused-error.js';
import type { OidcClients } from './oidc-clients.js';

export interface OidcSignInOptions {
  clients: OidcClients;
  records: SsoRecords;
  /** What nonces and PKCE verifiers are made with: they are kept nowhere. */
  key: string;
  /** Where the hub is reached. */
  issuer: () => string;
  now(): Date;
}

const waitsMs = 10 * 60_000;

const claims = z.looseObject({
  email: z.string().optional(),
  email_verified: z.union([z.boolean(), z.string()]).optional(),
  name: z.string().optional(),
});
const groupList = z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([]);

/** Sign-in by OpenID Connect: authorization code with PKCE (S256), state and nonce. */
export class OidcSignIn {
  readonly #options: OidcSignInOptions;

  constructor(options: OidcSignInOptions) {
    this.#options = options;
  }

  /** Where the browser goes. @param uid the sign-in of ours that it is for */
  async start(provider: OidcProvider, uid: string): Promise<URL> {
    const { clients, records, now } = this.#options;
    const config = await clients.of(provider);
    const state = generateSecret();
    await records.keep(provider, 'request', state, { uid, expiresAt: new Date(now().getTime() + waitsMs) });
    return oidc.buildAuthorizationUrl(config, {
      redirect_uri: this.#callback(provider),
      scope: provider.oidc.scopes.join(' '),
      state,
      nonce: this.#secret('nonce', state),
      code_challenge: await oidc.calculatePKCECodeChallenge(this.#secret('verifier', state)),
      code_challenge_method: 'S256',
    });
  }

  /**
   * Who somebody is, by the answer that their browser brought.
   * @param uid the sign-in that the browser is in the middle of: an answer to another one is not taken
   * @returns with the provider's word for it
   * @throws SsoRefusedError
   */
  async finish(
    provider: OidcProvider,
    uid: string,
    answer: URLSearchParams,
  ): Promise<{ claimed: Claimed; idToken: string }> {
    const state = answer.get('state') ?? '';
    const request = await this.#options.records.take(provider, 'request', state);
    if (!request || request.uid !== uid) throw new SsoRefusedError('this was not asked for, or answered already');
    try {
      const config = await this.#options.clients.of(provider);
      const tokens = await oidc.authorizationCodeGrant(config, new URL(`${this.#callback(provider)}?${answer}`), {
        expectedState: state,
        expectedNonce: this.#secret('nonce', state),
        pkceCodeVerifier: this.#secret('verifier', state),
        idTokenExpected: true,
      });
      const { id_token: idToken } = tokens;
      const told = tokens.claims();
      if (!idToken || !told) throw new SsoRefusedError('there was no ID token');
      const more = config.serverMetadata().userinfo_endpoint
        ? await oidc.fetchUserInfo(config, tokens.access_token, told.sub)
        : {};
      return { idToken, claimed: claimedBy(provider, told.sub, { ...more, ...told }) };
    } catch (cause) {
      if (cause instanceof SsoRefusedError) throw cause;
      throw new SsoRefusedError(`the provider's answer was not good: ${reasonOf(cause)}`, { cause });
    }
  }

  /**
   * Where the browser of somebody who leaves goes (OpenID Connect RP-Initiated Logout 1.0); null when the provider has no
   * such place. @param leadsTo where the browser goes in the end
   */
  async signOut(provider: OidcProvider, idToken: string, leadsTo: string): Promise<URL | null> {
    const { clients, records, issuer, now } = this.#options;
    const config = await clients.of(provider);
    if (!config.serverMetadata().end_session_endpoint) return null;
    const state = generateSecret();
    await records.keep(provider, 'sign-out', state, { leadsTo, expiresAt: new Date(now().getTime() + waitsMs) });
    return oidc.buildEndSessionUrl(config, {
      id_token_hint: idToken,
      post_logout_redirect_uri: `${issuer()}/sso/oidc/${provider.id}/signed-out`,
      state,
    });
  }

  #callback({ id }: OidcProvider): string {
    return `${this.#options.issuer()}/sso/oidc/${id}/callback`;
  }

  /** What belongs to a state and cannot be told from it. */
  #secret(purpose: string, state: string): string {
    return createHmac('sha256', this.#options.key).update(`${purpose}:${state}`).digest('base64url');
  }
}

function claimedBy({ groupsClaim }: OidcProvider, subject: string, told: object): Claimed {
  const known = claims.parse(told);
  const unsure = known.email_verified === false || known.email_verified === 'false';
  return {
    subject,
    email: unsure ? null : (known.email ?? null),
    name: known.name ?? null,
    groups: groupList.parse(known[groupsClaim]),
  };
}

/** What oauth4webapi found: its codes say more than its messages. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, error: answered } = error as Error & { code?: unknown; error?: unknown };
  return [error.message, code, answered].filter((part) => typeof part === 'string').join(', ');
}
