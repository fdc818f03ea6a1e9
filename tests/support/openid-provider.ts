import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import Provider, { type Adapter, type AdapterPayload } from 'oidc-provider';

/** What Keycloak says of somebody: groups are in the ID token. */
export interface Account {
  sub: string;
  email: string;
  email_verified?: boolean;
  name?: string;
  groups?: string[];
}

export interface OpenIdProvider {
  url: string;
  clientId: string;
  clientSecret: string;
  /** Who is signed in there. */
  account: Account;
  /** Where the hub has people sent back to; ask nothing before it is set. */
  redirectUris: string[];
  /** And once they have signed out there. */
  signedOutUris: string[];
  /** Changes the claims of ID tokens before they are signed. Default not. */
  tamper: (claims: JWTPayload) => JWTPayload;
  /** What signs ID tokens in place of its own key. */
  foreignKey: boolean;
  /** Signs anything with its own key. */
  sign(claims: JWTPayload, header?: { typ?: string }): Promise<string>;
  close(): Promise<void>;
}

/** An OpenID provider in this process, whose people sign in by themselves. */
export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const foreign = (await generateKeyPair('RS256')).privateKey;
  const jwk: JWK = { ...(await exportJWK(privateKey)), kid: 'one', use: 'sig', alg: 'RS256' };
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { clientId: 'passerelle', clientSecret: 'a-secret-that-is-a-canary-for-sso' };
  const redirectUris: string[] = [];
  const signedOutUris: string[] = [];

  const state: OpenIdProvider = {
    url,
    ...client,
    account: { sub: 'ada', email: 'ada@example.org', email_verified: true, name: 'Ada' },
    redirectUris,
    signedOutUris,
    tamper: (claims) => claims,
    foreignKey: false,
    sign: (claims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one', ...header }).sign(privateKey),
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };

  const make = () =>
    new Provider(url, {
      clients: [
        {
          client_id: client.clientId,
          client_secret: client.clientSecret,
          redirect_uris: redirectUris,
          post_logout_redirect_uris: signedOutUris,
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      jwks: { keys: [jwk] },
      adapter: inMemory(),
      ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
      cookies: {
        keys: ['cookie key of the stand-in'],
        names: { session: 'idp', interaction: 'idp_i', resume: 'idp_r' },
      },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
      features: {
        devInteractions: { enabled: false },
        rpInitiatedLogout: {
          enabled: true,
          logoutSource: async (ctx, form) => {
            ctx.body = form;
          },
        },
      },
      findAccount: async (_ctx, sub) => ({ accountId: sub, claims: async () => ({ ...state.account, sub }) }),
    });
  let provider: Provider | undefined;

  server.on('request', async (request, response) => {
    provider ??= make();
    if (request.url?.startsWith('/interaction/')) {
      const details = await provider.interactionDetails(request, response);
      const accountId = state.account.sub;
      if (details.prompt.name === 'login') {
        return provider.interactionFinished(request, response, { login: { accountId } });
      }
      const grant = new provider.Grant({ accountId, clientId: client.clientId });
      grant.addOIDCScope('openid email profile');
      return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
    }
    if (request.url === '/token') {
      const end = response.end.bind(response);
      response.end = ((body: string) => {
        changed(state, foreign, String(body)).then(
          (text) => {
            response.setHeader('content-length', Buffer.byteLength(text));
            end(text);
          },
          (error: unknown) => response.destroy(error as Error),
        );
        return response;
      }) as typeof response.end;
    }
    return provider.callback()(request, response);
  });
  return state;
}

async function changed(state: OpenIdProvider, foreign: CryptoKey, body: string): Promise<string> {
  const answer = JSON.parse(body) as { id_token?: string };
  if (!answer.id_token) return body;
  const [, payload = ''] = answer.id_token.split('.');
  const claims = state.tamper(JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload);
  const token = state.foreignKey
    ? new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(foreign)
    : state.sign(claims);
  return JSON.stringify({ ...answer, id_token: await token });
}

function inMemory(): (kind: string) => Adapter {
  const kept = new Map<string, AdapterPayload>();
  return (kind) => {
    const nameOf = (id: string) => `${kind}:${id}`;
    return {
      find: async (id) => kept.get(nameOf(id)),
      findByUid: async (uid) => [...kept.values()].find((one) => one.uid === uid),
      findByUserCode: async () => undefined,
      async upsert(id, payload) {
        kept.set(nameOf(id), payload);
      },
      async consume(id) {
        kept.set(nameOf(id), { ...kept.get(nameOf(id)), consumed: 1 });
      },
      async destroy(id) {
        kept.delete(nameOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [name, one] of kept) if (one.grantId === grantId) kept.delete(name);
      },
    };
  };
}
