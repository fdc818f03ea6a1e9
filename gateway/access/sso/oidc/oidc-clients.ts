import * as oidc from 'openid-client';
import { type Dispatcher, type RequestInit as GuardedInit, fetch as guardedFetch } from 'undici';
import { identityProviderSecret } from '../../../../platform/access/identity-provider-secret.js';
import type { SecretBox } from '../../../../platform/secrets/secret-box.js';
import { BoundedCache } from '../../../../platform/service/bounded-cache.js';
import type { OidcProvider } from '../identity-providers.js';

const rememberedMs = 10 * 60_000;
const timeoutSeconds = 10;

/** openid-client for each provider: discovered once in ten minutes and after each change, over the guarded dispatcher. */
export class OidcClients {
  readonly #known = new BoundedCache<string, { config: oidc.Configuration; until: number }>(500);
  readonly #secretBox: SecretBox;
  /** Asks public addresses alone. */
  readonly fetch: oidc.CustomFetch;

  /** @param dispatcher reaches public addresses alone: issuers are typed by people */
  constructor(secretBox: SecretBox, dispatcher: Dispatcher) {
    this.#secretBox = secretBox;
    this.fetch = async (url, options) => {
      const response: unknown = await guardedFetch(url, { ...options, dispatcher } as GuardedInit);
      return response as Response;
    };
  }

  /** @throws when the provider does not answer, or answers for another issuer */
  async of(provider: OidcProvider): Promise<oidc.Configuration> {
    const key = `${provider.id}:${provider.version}`;
    const known = this.#known.get(key);
    if (known && known.until > performance.now()) return known.config;
    const secret = await this.#secretBox.open(identityProviderSecret, provider, provider.clientSecret);
    const config = await oidc.discovery(new URL(provider.issuer), provider.oidc.clientId, secret, undefined, {
      // The ID token's signature is checked too, whoever ends the provider's TLS.
      execute: [
        oidc.enableNonRepudiationChecks,
        ...(provider.issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []),
      ],
      timeout: timeoutSeconds,
      [oidc.customFetch]: this.fetch,
    });
    this.#known.set(key, { config, until: performance.now() + rememberedMs });
    return config;
  }
}
