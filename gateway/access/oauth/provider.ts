import type { JWK } from 'jose';
import Provider, { type Configuration, interactionPolicy } from 'oidc-provider';
import { hashSecret } from '../../../platform/access/one-time-secret.js';
import type { Database } from '../../../platform/database/database.js';
import { scopes } from '../../../platform/service/scopes.js';
import type { Logger } from '../../../platform/telemetry/logger.js';
import { isSameDigest } from '../same-digest.js';
import { createFindAccount } from './accounts.js';
import { createOAuthAdapter } from './adapter.js';
import { extraClientProperties, openIdScopes } from './client-metadata.js';
import { languageOf } from './pages/language.js';
import { pageHeaders } from './pages/layout.js';
import { errorPage, signedOutPage, signOutPage } from './pages/messages.js';
import { createSessionLog } from './session-log.js';
import type { SignInRecord } from './sign-in-record.js';

/** Signing out where a session began, which `methods` (`amr`) of the session say. */
export interface SignOutElsewhere {
  /** Where that is; null when it is nowhere. */
  place(methods: readonly string[]): Promise<string | null>;
  /** Where the browser goes first, and from there to `leadsTo`; null when there is nothing more to sign out of. */
  begin(methods: readonly string[], leadsTo: string): Promise<string | null>;
}

export interface OAuthProviderOptions {
  /** Where the hub is reached: `https://hub.example`. */
  issuer: string;
  database: Database;
  record: SignInRecord;
  logger: Logger;
  /** Signing keys with their private parts; the first one signs. */
  keys: readonly JWK[];
  /** What cookies are signed with; the first one signs. */
  cookieKeys: readonly string[];
  elsewhere: SignOutElsewhere;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** OAuth 2.0 and OpenID Connect by oidc-provider: which parts of it there are, and what each is held to. */
export function createOAuthProvider({
  issuer,
  database,
  record,
  logger,
  keys,
  cookieKeys,
  elsewhere,
}: OAuthProviderOptions): Provider {
  const sessions = createSessionLog(database, record);
  const configuration: Configuration = {
    adapter: createOAuthAdapter(database, sessions),
    findAccount: createFindAccount(database),
    jwks: { keys: [...keys] },
    routes: {
      authorization: '/oauth/authorize',
      token: '/oauth/token',
      revocation: '/oauth/revoke',
      introspection: '/oauth/introspect',
      userinfo: '/oauth/userinfo',
      jwks: '/oauth/jwks',
      end_session: '/oauth/end-session',
    },
    responseTypes: ['code'],
    scopes: [...openIdScopes, ...scopes],
    claims: { openid: ['sub', 'organization_id'], email: ['email'], profile: ['name'] },
    subjectTypes: ['public'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    extraClientMetadata: { properties: [...extraClientProperties] },
    pkce: { required: () => true },
    allowOmittingSingleRegisteredRedirectUri: false,
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    // A browser's own program may call from where people are sent back to.
    clientBasedCORS: (_ctx, origin, client) =>
      (client.redirectUris ?? []).some((uri: string) => new URL(uri).origin === origin),
    cookies: {
      keys: [...cookieKeys],
      names: { session: 'passerelle_session', interaction: 'passerelle_sign_in', resume: 'passerelle_resume' },
      long: { signed: true, httpOnly: true, sameSite: 'lax' },
      short: { signed: true, httpOnly: true, sameSite: 'lax' },
    },
    interactions: { policy: policy(), url: (_ctx, { uid }) => `/sign-in/${uid}` },
    ttl: {
      AccessToken: 15 * minute,
      AuthorizationCode: minute,
      ClientCredentials: hour,
      Grant: 90 * day,
      IdToken: hour,
      Interaction: 30 * minute,
      RefreshToken: 14 * day,
      Session: 12 * hour,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      // Programs of the same organization may ask about each other's tokens: one of them may be what a token is for.
      introspection: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) =>
          client.clientAuthMethod !== 'none' && (await isOfSameOrganization(provider, client, token.clientId)),
      },
      revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
      resourceIndicators: { enabled: false },
      // A token that is bound to a key would be taken at the graph's door without it.
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx, form) => {
          // Browsers hold a form to where it leads in the end.
          const place = await elsewhere.place(ctx.oidc.session?.amr ?? []).catch(() => null);
          ctx.set(pageHeaders(...(place ? [new URL(place).origin] : [])));
          ctx.body = signOutPage(languageOf(ctx.get('accept-language')), form);
        },
        postLogoutSuccessSource: async (ctx) => {
          ctx.set(pageHeaders());
          ctx.body = signedOutPage(languageOf(ctx.get('accept-language')));
        },
      },
    },
    renderError: async (ctx, { error, error_description: description }) => {
      ctx.set(pageHeaders());
      ctx.body = errorPage(languageOf(ctx.get('accept-language')), `${error}: ${description ?? ''}`);
    },
  };
  const provider = new Provider(issuer, configuration);
  provider.proxy = true;
  // Only hashes of secrets are kept: what is shown is hashed, and may be the secret before the last rotation.
  provider.Client.prototype.compareClientSecret = function compare(shown: string) {
    const hashes = Array.isArray(this.secret_hashes) ? this.secret_hashes.map(String) : [];
    const digest = hashSecret(shown).toString('base64url');
    return hashes.filter((hash) => isSameDigest(digest, hash)).length > 0;
  };
  provider.use(async (ctx, next) => {
    await next();
    const { route, params, session } = ctx.oidc ?? {};
    if (route !== 'end_session_confirm' || !params?.logout || ctx.status !== 303) return;
    try {
      const first = await elsewhere.begin(session?.amr ?? [], ctx.response.get('location'));
      if (first) ctx.redirect(first);
    } catch (err) {
      // Here they are signed out; that the provider cannot be told must not keep them from knowing it.
      logger.warn({ err }, 'somebody who signed out here could not be signed out where they signed in');
    }
  });
  provider.on('end_session.success', (ctx) => {
    const uid = ctx.oidc.session?.uid;
    const call = { address: ctx.ip, requestId: String(ctx.res.getHeader('x-request-id')) };
    if (uid)
      sessions
        .end(uid, call)
        .catch((err: unknown) => logger.warn({ err }, 'a session’s end could not be written down'));
  });
  provider.on('server_error', (_ctx, err) => logger.error({ err }, 'the authorization server failed inside'));
  return provider;
}

async function isOfSameOrganization(
  provider: Provider,
  { organization_id: organizationId }: InstanceType<Provider['Client']>,
  clientId: string | undefined,
): Promise<boolean> {
  const other = clientId === undefined ? undefined : await provider.Client.find(clientId);
  return other !== undefined && other.organization_id === organizationId;
}

/** Somebody signed in for another organization's program, or shut out since, signs in anew. */
function policy() {
  const prompts = interactionPolicy.base();
  prompts
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check('account_unknown', 'the account is not known here', ({ oidc }) =>
        Boolean(oidc.session?.accountId && !oidc.account),
      ),
    );
  return prompts;
}
