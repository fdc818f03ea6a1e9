import * as oidc from 'openid-client';
import { createHubClient } from '../support/client.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { createOAuthClient, createPerson, exchange, signIn, type TestClient, type TestPerson } from '../support/oauth.js';

let hub: TestHub;
let client: TestClient;
let ada: TestPerson;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
  client = await createOAuthClient(hub, { scopes: ['interventions:read', 'interventions:write', 'users:admin'] });
  ada = await createPerson(hub, { email: 'ada@example.org' });
}, 60_000);
afterAll(() => hub.close());

/** What a token is answered: a number of interventions, or an error's code. */
async function statusWith(token: string, query = '{ interventions { totalCount } }') {
  const graph = createHubClient(hub.url, token);
  const { errors } = await graph.ask(query);
  await graph.close();
  return errors?.[0]?.extensions?.code ?? 'OK';
}

test('a person signs in with a program: code, tokens, who they are, refresh, and out', async () => {
  const signedIn = await signIn(hub, client, ada, { scope: 'openid email profile interventions:read' });
  expect(signedIn.callback.href).toMatch(/^http:\/\/127\.0\.0\.1:9\/callback\?code=[\w-]{43}/);
  const tokens = await exchange(client, signedIn);
  expect(tokens.claims()).toMatchObject({ sub: ada.id, iss: hub.url, aud: client.clientId });
  expect(await statusWith(tokens.access_token)).toBe('OK');
  const about = await oidc.fetchUserInfo(client.config, tokens.access_token, ada.id);
  expect(about).toMatchObject({ sub: ada.id, email: 'ada@example.org', name: 'Ada Test' });
  const again = await oidc.refreshTokenGrant(client.config, tokens.refresh_token ?? '');
  expect(again.refresh_token).not.toBe(tokens.refresh_token);
  expect(await statusWith(again.access_token)).toBe('OK');
  await oidc.tokenRevocation(client.config, again.access_token);
  expect(await oidc.tokenIntrospection(client.config, again.access_token)).toMatchObject({ active: false });
});
