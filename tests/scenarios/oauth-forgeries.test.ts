import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import * as oidc from 'openid-client';
import { startTestHub, type TestHub } from '../support/hub.js';
import {
  Browser,
  createOAuthClient,
  createPerson,
  exchange,
  signIn,
  type TestClient,
  type TestPerson,
} from '../support/oauth.js';

let hub: TestHub;
let client: TestClient;
let ada: TestPerson;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
  client = await createOAuthClient(hub);
  ada = await createPerson(hub, { email: 'ada@example.org' });
}, 60_000);
afterAll(() => hub.close());

type Json = Record<string, unknown>;
const encode = (value: Json) => Buffer.from(JSON.stringify(value)).toString('base64url');
const rs256 = (text: string, key: KeyObject) => sign('sha256', Buffer.from(text), key).toString('base64url');
const hs256 = (text: string, key: string | Buffer) => createHmac('sha256', key).update(text).digest('base64url');

/** Tokens that somebody makes who has seen everything that is public, and one good token. */
async function forgeries(good: string): Promise<Record<string, string>> {
  const [header = '', payload = '', signature = ''] = good.split('.');
  const said: Json = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const head: Json = JSON.parse(Buffer.from(header, 'base64url').toString());
  const { keys } = (await (await fetch(`${hub.url}/oauth/jwks`)).json()) as { keys: (Json & { kid: string })[] };
  const pem = createPublicKey({ key: keys[0] ?? {}, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();
  const { privateKey: own, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const ownJwk = publicKey.export({ format: 'jwk' }) as Json;
  const now = Math.floor(Date.now() / 1_000);
  const unsigned = (h: Json, p: Json) => `${encode(h)}.${encode(p)}.`;
  const keeping = (p: Json) => `${header}.${encode({ ...said, ...p })}.${signature}`;
  const byOwn = (h: Json, p: Json = {}) => {
    const text = `${encode({ ...head, ...h })}.${encode({ ...said, ...p })}`;
    return `${text}.${rs256(text, own)}`;
  };
  const byHmac = (key: string | Buffer, alg = 'HS256') => {
    const text = `${encode({ ...head, alg })}.${payload}`;
    return `${text}.${hs256(text, key)}`;
  };
  const admin = { scope: 'admin', scopes: ['admin'] };
  return {
    'no algorithm': unsigned({ alg: 'none' }, said),
    'no algorithm, in capitals': unsigned({ alg: 'NONE' }, said),
    'no algorithm, mixed': unsigned({ alg: 'nOnE' }, said),
    'no algorithm, the signature kept': `${encode({ ...head, alg: 'none' })}.${payload}.${signature}`,
    'no algorithm at all': unsigned({ typ: 'JWT' }, said),
    'an empty algorithm': unsigned({ alg: '' }, said),
    'no signature': `${header}.${payload}.`,
    'no signature and no dot': `${header}.${payload}`,
    'a zero signature': `${header}.${payload}.${Buffer.alloc(256).toString('base64url')}`,
    'a short signature': `${header}.${payload}.${signature.slice(0, -8)}`,
    'a signature with a bit turned': `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    'HMAC with the public key as text': byHmac(pem),
    'HMAC with the public key, trimmed': byHmac(pem.trim()),
    'HMAC with the modulus': byHmac(Buffer.from(String(keys[0]?.n), 'base64url')),
    'HMAC with nothing': byHmac(''),
    'HMAC with the client’s secret': byHmac(client.secret ?? ''),
    'HMAC 512 with the public key': byHmac(pem, 'HS512'),
    'somebody’s own key': byOwn({}),
    'their own key, brought along': byOwn({ jwk: ownJwk }),
    'their own key, to be fetched': byOwn({ jku: 'http://127.0.0.1:9/jwks', kid: 'own' }),
    'their own certificate': byOwn({ x5c: [Buffer.from('certificate').toString('base64')] }),
    'a key id that is a path': byOwn({ kid: '../../../../dev/null' }),
    'a key id that is SQL': byOwn({ kid: "' or 1=1 --" }),
    'no key id': byOwn({ kid: undefined }),
    'another issuer': byOwn({}, { iss: 'https://elsewhere.example' }),
    'another audience': byOwn({}, { aud: 'pcl_elsewhere' }),
    'a later end': keeping({ exp: now + 1_000_000 }),
    'an end that is past': byOwn({}, { exp: now - 60 }),
    'a beginning to come': byOwn({}, { nbf: now + 3_600 }),
    'another person': keeping({ sub: randomUUID() }),
    'more scopes': keeping(admin),
    'more scopes, signed by themselves': byOwn({}, admin),
    'another organization': keeping({ organization_id: randomUUID() }),
    'a critical header': byOwn({ crit: ['admin'], admin: true }),
    'an access token’s type': byOwn({ typ: 'at+jwt' }, { ...admin, client_id: client.clientId }),
    'one part': header,
    'four parts': `${good}.${signature}`,
    'no JSON': `${Buffer.from('{').toString('base64url')}.${payload}.${signature}`,
    'a body cut short': `${header}.${payload.slice(0, 20)}.${signature}`,
    dots: '...',
  };
}

test('no forged token opens a door, and neither does a real one that is for something else', async () => {
  const tokens = await exchange(client, await signIn(hub, client, ada));
  const idToken = tokens.id_token ?? '';
  const all = {
    ...(await forgeries(idToken)),
    'a real ID token': idToken,
    'a refresh token': String(tokens.refresh_token),
  };
  expect(Object.keys(all).length).toBeGreaterThan(40);
  const opened: string[] = [];
  for (const [name, token] of Object.entries(all)) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ query: '{ interventions { totalCount } }' });
    const graph = await fetch(`${hub.url}/graphql`, { method: 'POST', headers, body });
    const rest = await fetch(`${hub.url}/api/integrations/health`, { headers });
    const about = await fetch(`${hub.url}/oauth/userinfo`, { headers });
    if ([graph, rest, about].some(({ status }) => status !== 401)) {
      opened.push(`${name}: ${graph.status} ${rest.status} ${about.status}`);
    }
  }
  expect(opened).toEqual([]);
  const good = { authorization: `Bearer ${tokens.access_token}` };
  expect((await fetch(`${hub.url}/oauth/userinfo`, { headers: good })).status).toBe(200);
});

test('nor is one believed about who signs out', async () => {
  const tokens = await exchange(client, await signIn(hub, client, ada));
  const believed: string[] = [];
  for (const [name, token] of Object.entries(await forgeries(tokens.id_token ?? ''))) {
    // Expired ones may say who it was (OpenID Connect RP-Initiated Logout, 2); everything else must be true.
    const { status } = await fetch(`${hub.url}/oauth/end-session?${new URLSearchParams({ id_token_hint: token })}`);
    if (status !== 400) believed.push(`${name}: ${status}`);
  }
  expect(believed).toEqual([]);
  const good = new URLSearchParams({ id_token_hint: tokens.id_token ?? '' });
  expect((await fetch(`${hub.url}/oauth/end-session?${good}`)).status).toBe(200);
});

test('nobody is sent anywhere but to exactly where a program said', async () => {
  const registered = 'https://app.example/callback';
  const strict = await createOAuthClient(hub, { redirectUris: [registered] });
  const variants = [
    'https://app.example/callback/',
    'https://app.example/callback?',
    'https://app.example/callback?x=1',
    'https://app.example/callback#',
    'https://app.example/callback#x',
    'https://app.example/Callback',
    'https://APP.example/callback',
    'HTTPS://app.example/callback',
    'http://app.example/callback',
    'https://app.example:443/callback',
    'https://app.example:8443/callback',
    'https://app.example./callback',
    'https://app.example//callback',
    'https://app.example/./callback',
    'https://app.example/x/../callback',
    'https://app.example/callback/../callback',
    'https://app.example/callback/.',
    'https://app.example/%63allback',
    'https://app.example/callback%20',
    'https://app.example/callback%00',
    'https://app.example/callback%2e',
    ' https://app.example/callback',
    'https://app.example/callback ',
    'https://app.example/callback\n',
    'https://app.example/callback\\',
    'https:\\\\app.example\\callback',
    'https:/app.example/callback',
    'https:app.example/callback',
    '//app.example/callback',
    '/callback',
    'callback',
    'app.example/callback',
    'https://user@app.example/callback',
    'https://app.example@evil.example/callback',
    'https://app.example:x@evil.example/callback',
    'https://evil.example/callback',
    'https://app.example.evil.example/callback',
    'https://evil.example/https://app.example/callback',
    'https://evil.example?https://app.example/callback',
    'https://evil.example#https://app.example/callback',
    'https://sub.app.example/callback',
    'https://app.examplee/callback',
    'https://app.exampl/callback',
    'https://xapp.example/callback',
    'https://аpp.example/callback',
    'https://app。example/callback',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///callback',
    'custom://app.example/callback',
    'https://app.example/callback;x',
    'https://app.example/callback/x',
    'https://app.example/',
    'https://app.example',
    'https://*.example/callback',
    '',
  ];
  expect(new Set(variants).size).toBeGreaterThan(50);
  const challenge = await oidc.calculatePKCECodeChallenge(oidc.randomPKCECodeVerifier());
  const ask = async (uri: string) => {
    const url = oidc.buildAuthorizationUrl(strict.config, {
      redirect_uri: uri,
      scope: 'openid',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const response = await new Browser().go(url);
    return { status: response.status, location: response.headers.get('location') };
  };
  const sent = [];
  for (const uri of variants) {
    const { status, location } = await ask(uri);
    if (status !== 400 || location !== null) sent.push({ uri, status, location });
  }
  expect(sent).toEqual([]);
  expect(await ask(registered)).toMatchObject({ status: 303, location: expect.stringContaining('/sign-in/') });
});

test.each([
  'http://app.example/callback',
  'https://app.example/callback#part',
  'https://*.example/callback',
  'javascript:alert(1)',
  'https://user:secret@app.example/callback',
  'https://app.example/a/../callback',
  'app.example',
  'https://APP.example/callback',
])('%s is not taken as where people are sent back to', async (uri) => {
  const query = 'mutation ($input: CreateOAuthClientInput!) { createOAuthClient(input: $input) { secret } }';
  const input = { name: 'x', confidential: true, scopes: ['interventions:read'], redirectUris: [uri] };
  const { errors } = await hub.admin.ask(query, { input });
  expect(errors?.[0]?.extensions?.code).toBe('INVALID_INPUT');
});
