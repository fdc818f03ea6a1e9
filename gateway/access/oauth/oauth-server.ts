import type { JWK } from 'jose';
import type Provider from 'oidc-provider';
import type { Database } from '../../../platform/database/database.js';
import type { SecretBox } from '../../../platform/secrets/secret-box.js';
import type { Logger } from '../../../platform/telemetry/logger.js';
import { createOAuthProvider, type SignOutElsewhere } from './provider.js';
import type { SignInRecord } from './sign-in-record.js';
import { loadSigningKeys } from './signing-keys.js';

export interface OAuthServerOptions {
  database: Database;
  secretBox: SecretBox;
  record: SignInRecord;
  logger: Logger;
  /** What cookies are signed with; the first one signs. */
  cookieKeys: readonly string[];
  elsewhere: SignOutElsewhere;
  /** Where the hub is reached; asked once it listens. */
  issuer: () => string;
}

/** Gives the authorization server with the signing keys of the moment. */
export type OAuthServer = () => Promise<Provider>;

/** How long signing keys are taken to be the same, in milliseconds. */
const rememberedMs = 60_000;

/** oidc-provider reads its keys once: another set of keys makes another provider over the same records. */
export function createOAuthServer({
  database,
  secretBox,
  record,
  logger,
  cookieKeys,
  elsewhere,
  issuer,
}: OAuthServerOptions): OAuthServer {
  let provider: Provider | undefined;
  let kids = '';
  let until = 0;
  let loading: Promise<Provider> | undefined;

  const load = async () => {
    const keys = await loadSigningKeys(database, secretBox, new Date());
    const found = keys.map(({ kid }: JWK) => kid).join();
    if (!provider || found !== kids) {
      provider = createOAuthProvider({ issuer: issuer(), database, record, logger, keys, cookieKeys, elsewhere });
      kids = found;
    }
    until = performance.now() + rememberedMs;
    return provider;
  };

  return async () => {
    if (provider && until > performance.now()) return provider;
    loading ??= load().finally(() => {
      loading = undefined;
    });
    return loading;
  };
}
