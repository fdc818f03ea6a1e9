import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrateAll } from '../../hub/migrate-all.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../platform/database/embedded-postgres.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { publishOne, signedDossier } from '../support/dossiers.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { postWebhook, statusUpdate } from '../support/symphonics-webhooks.js';

// A server of its own: the one of the other tests is theirs.
let dataDir: string;
let postgres: EmbeddedPostgres;
let hub: TestHub;

const start = (settings: string[] = []) =>
  startEmbeddedPostgres({ dataDir, logger: createLogger({ level: 'silent' }), settings: ['fsync=off', ...settings] });

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'passerelle-outage-'));
  // The server's own user has to get there.
  chmodSync(dataDir, 0o755);
  postgres = await start();
  await migrateAll(postgres.url);
  const { url } = postgres;
  const sql = async (text: string, values: unknown[] = []) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client
      .query(text, values)
      .then(
        ({ rows }) => rows,
        async (error: unknown) => {
          throw error;
        },
      )
      .finally(() => client.end());
  };
  hub = await startTestHub({ database: { url, sql, drop: async () => undefined } });
}, 120_000);
afterAll(async () => {
  await hub.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

const status = async (url: string) => (await fetch(url)).status;
const lines = (text: string) =>
  hub
    .logs()
    .split('\n')
    .filter((line) => line.includes(text));

test('while the database is down all doors say 503 and when to come again, it is logged once, and all goes on by itself', async () => {
  const { id, reference } = await publishOne(hub.admin);
  const query = { query: '{ interventions(first: 1) { totalCount } connections { totalCount } }' };
  const headers = { authorization: `Bearer ${hub.admin.key}`, 'content-type': 'application/json' };
  const ask = () => fetch(`${hub.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(query) });
  const mutate = () => {
    const mutation = { query: `mutation { updateIntervention(id: "${id}", input: { photos: [] }) { id } }` };
    return fetch(`${hub.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(mutation) });
  };
  const port = new URL(postgres.url).port;
  const before = hub.logs().length;
  await postgres.stop();

  const seen: { door: string; status: number; retryAfter: boolean; code: unknown }[] = [];
  const look = async (door: string, response: Response) => {
    const body = JSON.parse(await response.text());
    const code = body.code ?? body.errors?.[0]?.extensions?.code;
    seen.push({ door, status: response.status, retryAfter: Number(response.headers.get('retry-after')) > 0, code });
  };
  const event = statusUpdate({ external_id: reference, new_status: 'validated' });
  for (let round = 0; round < 20; round += 1) {
    await look('graphql', await ask());
    await look('mutation', await mutate());
    await look('rest', await fetch(`${hub.url}/api/integrations/health`, { headers }));
    const answer = await fetch(`${hub.url}/api/webhooks/symphonics`, { method: 'POST', body: event });
    await look('webhook', answer);
  }
  const unlike = seen.filter(
    ({ status: said, retryAfter, code }) => said !== 503 || !retryAfter || code !== 'UNAVAILABLE',
  );
  expect(unlike).toEqual([]);
  expect(await status(`${hub.url}/readyz`)).toBe(503);
  expect(await status(`${hub.url}/healthz`)).toBe(200);
  expect(await (await fetch(`${hub.url}/metrics`)).text()).toContain('passerelle_database_up 0');

  postgres = await start([`port=${port}`]);
  const isBack = async () => (await status(`${hub.url}/readyz`)) === 200 && (await ask()).status === 200;
  await eventually(isBack, 'the hub ready again');
  expect(lines('the database does not answer')).toHaveLength(1);
  expect(lines('the database answers again')).toHaveLength(1);
  const said = hub
    .logs()
    .slice(before)
    .split('\n')
    .filter((line) => /"level":"(warn|error|fatal)"/.test(line));
  // The outage, and the listening connections that were lost with it.
  expect(said.filter((line) => !/does not answer|lost the listening/.test(line))).toEqual([]);

  expect(await (await fetch(`${hub.url}/metrics`)).text()).toContain('passerelle_database_up 1');
  expect((await postWebhook(hub, event)).status).toBe(202);
  const { watching } = await signedDossier(hub.admin);
  await watching.until(({ syncEvents: { message } }) => message?.endsWith('to PUBLISHED') ?? false);
}, 120_000);
