import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { runUnitOfWork } from '../../platform/service/unit-of-work.js';
import { numberSyncEvents } from '../../subgraphs/integrations/jobs/number-sync-events.js';
import { appendSyncEvent } from '../../subgraphs/integrations/sync-events/append-sync-event.js';
import { beginning, createIntervention, type SyncEventData, syncEventsQuery } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
});
afterAll(() => hub.close());

const identity = {
  caller: {
    organizationId: firstOrganizationId,
    actor: { kind: 'system' as const, id: 'test', name: 'test' },
    scopes: ['admin'],
  },
  requestId: 'test',
};

/** A transaction that appends an event and commits when it is told to. */
function appendAndHold(type: string) {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let appended: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    appended = resolve;
  });
  const committed = runUnitOfWork(hub.assembly.services, identity, async (unit) => {
    await appendSyncEvent(unit, { type, message: type });
    appended();
    await held;
  });
  return { appended: done, committed, commit: () => release() };
}

const typeOf = ({ syncEvents }: SyncEventData) => syncEvents.type;

test('of two transactions that overlap, neither event is lost to a reader who was there in between', async () => {
  const watching = hub.admin.watch<SyncEventData>(syncEventsQuery, { id: null, after: beginning });
  const first = appendAndHold('first');
  await first.appended;
  const second = appendAndHold('second');
  await second.appended;
  second.commit();
  // The second does not wait for the first, and whoever is there sees it; the first comes after, where it was committed.
  await watching.until((event) => typeOf(event) === 'second');
  first.commit();
  await Promise.all([first.committed, second.committed]);
  await watching.until((event) => typeOf(event) === 'first');
  expect(watching.received.map(typeOf)).toEqual(['second', 'first']);
});

test('an event whose transaction is rolled back leaves no gap', async () => {
  const failed = runUnitOfWork(hub.assembly.services, identity, async (unit) => {
    await appendSyncEvent(unit, { type: 'never', message: 'never' });
    throw new Error('rolled back');
  });
  await expect(failed).rejects.toThrow('rolled back');
  await runUnitOfWork(hub.assembly.services, identity, (unit) =>
    appendSyncEvent(unit, { type: 'after', message: 'after' }),
  );
  const watching = hub.admin.watch<SyncEventData>(syncEventsQuery, { id: null, after: beginning });
  await watching.until((event) => typeOf(event) === 'after');
  const rows = await hub.database.sql<{ sequence: string }>(
    'select sequence from integrations.sync_events order by sequence',
  );
  expect(rows.length).toBe(3);
  expect(rows.map(({ sequence }) => Number(sequence))).toEqual(rows.map((_, index) => index + 1));
});

test('events that nobody read are numbered by the job, without a gap', async () => {
  const append = (type: string) =>
    runUnitOfWork(hub.assembly.services, identity, (unit) => appendSyncEvent(unit, { type, message: type }));
  await Promise.all(['unread', 'unread too'].map(append));
  await numberSyncEvents.handle({}, hub.assembly.services, new AbortController().signal);
  const rows = await hub.database.sql<{ sequence: string }>(
    "select sequence from integrations.sync_events where type like 'unread%' order by sequence",
  );
  expect(rows.map(({ sequence }) => Number(sequence))).toEqual([4, 5]);
});

test('two hundred writers at once: every follower sees every event once, in order', async () => {
  const followers = Array.from({ length: 5 }, () =>
    hub.admin.watch<SyncEventData>(syncEventsQuery, { id: null, after: beginning }),
  );
  await Promise.all(followers.map(({ open }) => open));
  await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      runUnitOfWork(hub.assembly.services, identity, (unit) =>
        appendSyncEvent(unit, { type: `many-${index}`, message: '' }),
      ),
    ),
  );
  await runUnitOfWork(hub.assembly.services, identity, (unit) => appendSyncEvent(unit, { type: 'last', message: '' }));
  const cursors = await Promise.all(
    followers.map(async (follower) => {
      await follower.until((event) => typeOf(event) === 'last');
      return follower.received.map(({ syncEvents }) => syncEvents.cursor);
    }),
  );
  for (const seen of cursors) {
    expect(seen).toEqual(cursors[0]);
    expect(new Set(seen).size).toBe(seen.length);
  }
  expect(cursors[0]?.length).toBe(206);
});

test('the listening connection is cut: the followers still get what comes after, and what came meanwhile', async () => {
  const watching = hub.admin.watch<SyncEventData>(syncEventsQuery, { id: null, after: beginning });
  await watching.until((event) => typeOf(event) === 'last');
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'passerelle-listen' and datname = current_database()`;
  expect(await hub.database.sql(cut)).toHaveLength(1);
  await runUnitOfWork(hub.assembly.services, identity, (unit) =>
    appendSyncEvent(unit, { type: 'meanwhile', message: '' }),
  );
  await watching.until((event) => typeOf(event) === 'meanwhile');
  await createIntervention(hub.admin);
  await runUnitOfWork(hub.assembly.services, identity, (unit) =>
    appendSyncEvent(unit, { type: 'afterwards', message: '' }),
  );
  await watching.until((event) => typeOf(event) === 'afterwards');
});

test('without a cursor, a follower gets only what comes from now on', async () => {
  const watching = hub.admin.watch<SyncEventData>(
    syncEventsQuery.replace(', after: $after', '').replace(', $after: String', ''),
    { id: null },
  );
  await watching.open;
  const marker = async () => {
    await runUnitOfWork(hub.assembly.services, identity, (unit) => appendSyncEvent(unit, { type: 'now', message: '' }));
  };
  // The subscription stands some time after the socket does: what it gets first is one of these, never an old one.
  for (let tries = 0; tries < 50 && watching.received.length === 0; tries += 1) await marker();
  await watching.until(() => true);
  expect(watching.received.map(typeOf)).toEqual(watching.received.map(() => 'now'));
});
