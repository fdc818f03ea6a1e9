import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createCredentialWatch } from '../../../gateway/access/credential-watch.js';
import { firstOrganizationId } from '../../../platform/database/first-organization.js';
import type { CallContext } from '../../../platform/service/graphql-service.js';
import { createLogger } from '../../../platform/telemetry/logger.js';
import { eventually } from '../../support/eventually.js';
import { startTestHub, type TestHub } from '../../support/hub.js';

let hub: TestHub;
let owner: pg.Client;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
  owner = new pg.Client({ connectionString: hub.database.url });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await hub.close();
});

/** A call with a key that is not there. */
function strangersCall(): CallContext {
  const digest = randomBytes(32).toString('base64url');
  const credential = { kind: 'api-key', id: 'none', digest } as const;
  const actor = { kind: 'api-key', id: 'none', name: 'nobody' } as const;
  return { caller: { organizationId: firstOrganizationId, actor, scopes: [], credential }, requestId: 'test' };
}

test('a stream that is opened while the others are looked at is not ended for a key that was not asked about', async () => {
  const { watch, close } = createCredentialWatch(
    hub.assembly.services.database,
    createLogger({ level: 'error', destination: { write: () => undefined } }),
  );
  const ended: string[] = [];
  await owner.query('begin');
  await owner.query('lock table access.api_keys in access exclusive mode');
  const first = new Promise<void>((resolve) => {
    watch(strangersCall(), () => {
      ended.push('the first');
      resolve();
    });
  });
  const waiting = `select pid from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%find_api_key%'`;
  await eventually(async () => (await hub.database.sql(waiting)).length > 0, 'the look-up waits for the table');
  watch(strangersCall(), () => ended.push('the second'));
  await owner.query('commit');
  await first;
  expect(ended).toEqual(['the first']);
  close();
});
