import { createHubClient } from '../support/client.js';
import { baseEnv, startTestHub, type TestHub } from '../support/hub.js';
import { startHubProcess } from '../support/processes.js';
import { runHub } from '../support/run-hub.js';

let hub: TestHub;
let env: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
  env = baseEnv(hub.database.url, hub.sandbox.url);
});
afterAll(() => hub.close());

const create = async (...options: string[]) => {
  const { code, out, err } = await runHub(['keys', 'create', '--name', 'a test', ...options], env);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^psk_[\w-]{43}\n$/);
  return out.trim();
};
const statusWith = async (key: string, url = hub.url) => {
  const headers = { authorization: `Bearer ${key}` };
  return (await fetch(`${url}/api/integrations/health`, { headers })).status;
};
const list = async () => (await runHub(['keys', 'list'], env)).out;
const lineOf = (key: string, lines: string) => lines.split('\n').find((line) => line.startsWith(key.slice(0, 10)));

test('a key that was made works, in its organization and for its scopes', async () => {
  const key = await create('--organization', 'north', '--scopes', 'interventions:write, interventions:read');
  const client = createHubClient(hub.url, key);
  const made = `mutation { createIntervention(input: { reference: "N-1", beneficiary: {}, site: {}, operations: [], products: [] }) { id } }`;
  await client.data(made);
  expect(await client.data('{ interventions { totalCount } }')).toEqual({ interventions: { totalCount: 1 } });
  expect(await hub.admin.data('{ interventions { totalCount } }')).toEqual({ interventions: { totalCount: 0 } });
  expect(await statusWith(key)).toBe(403);
});

test.each([
  ['--scopes', 'admin,root', /^--scopes\.1: .*"billing:read"/],
  ['--scopes', '', /^--scopes/],
  ['--expires', 'someday', /^--expires: /],
  ['--name', ' ', /^--name: /],
])('a wrong %s (%s) is named, and no key made', async (option, value, said) => {
  const count = () => hub.database.sql('select count(*)::int from access.api_keys');
  const before = await count();
  const { code, out, err } = await runHub(['keys', 'create', '--name', 'x', option, value], env);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(said);
  expect(err).not.toMatch(/\n\s+at /);
  expect(await count()).toEqual(before);
});

test('a key that was revoked, by its beginning or its id, works no more; the list tells', async () => {
  const [one, two] = await Promise.all([create('--organization', 'south'), create('--expires', '2020-01-01')]);
  const lines = await list();
  expect(lines).toMatch(/^KEY +ID +ORGANIZATION +NAME +SCOPES +STATE\n/);
  expect(lineOf(one, lines)).toMatch(/ south +a test +admin +good$/);
  expect(lineOf(two, lines)).toMatch(/ first +a test +admin +expired 2020-01-01T/);
  expect(lines).not.toContain(one);
  expect(await statusWith(two)).toBe(401);

  const revoked = await runHub(['keys', 'revoke', one.slice(0, 10)], env);
  expect(revoked).toEqual({ code: 0, out: `The key ${one.slice(0, 10)}… (a test, of south) is revoked.\n`, err: '' });
  expect(await statusWith(one)).toBe(401);
  const [, id = ''] = (lineOf(two, lines) ?? '').split(/\s+/);
  expect((await runHub(['keys', 'revoke', id], env)).out).toMatch(/ is revoked\.\n$/);
  expect((await runHub(['keys', 'revoke', id], env)).out).toMatch(/ was revoked already, at 20/);
  const after = await list();
  for (const key of [one, two]) expect(lineOf(key, after)).toMatch(/ revoked 20\d\d-/);
});

test('what is no key is not revoked, and of two that begin alike neither', async () => {
  expect(await runHub(['keys', 'revoke', 'psk_nobody'], env)).toMatchObject({ code: 1, err: /no key psk_nobody/ });
  await create();
  await hub.database.sql(
    "update access.api_keys set prefix = 'psk_twins1' where id in (select id from access.api_keys limit 2)",
  );
  const { code, err } = await runHub(['keys', 'revoke', 'psk_twins1'], env);
  expect(code).toBe(1);
  expect(err).toMatch(/Several keys begin with psk_twins1; name one by its id: [0-9a-f-]{36}, [0-9a-f-]{36}\./);
});

test('the key that the environment gives is the administrator’s, and the one before no more', async () => {
  const [first, second] = ['the first bootstrap key', 'the second bootstrap key'].map((key) =>
    key.replaceAll(' ', '-'),
  );
  const withKey = (key = '') => startHubProcess(['start'], { ...env, HUB_BOOTSTRAP_ADMIN_KEY: key });
  const before = await withKey(first);
  const origin = new URL(before.url).origin;
  expect(await statusWith(first ?? '', origin)).toBe(200);
  expect(await before.stop()).toBe(0);
  const after = await withKey(second);
  const now = new URL(after.url).origin;
  expect([await statusWith(second ?? '', now), await statusWith(first ?? '', now)]).toEqual([200, 401]);
  expect(await after.stop()).toBe(0);
  expect(after.output()).not.toContain(second);
});
