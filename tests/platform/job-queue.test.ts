import { z } from 'zod';
import { connectDatabase, type Database } from '../../platform/database/database.js';
import { defineJob, type JobRetry } from '../../platform/jobs/job.js';
import { type JobQueue, startJobQueue } from '../../platform/jobs/job-queue.js';
import { migrateJobs } from '../../platform/jobs/queues.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

/** What jobs tell the test. */
interface Deps {
  ran(note: string, signal: AbortSignal): Promise<void>;
}

const payload = z.object({ note: z.string() });
const retry: JobRetry = { limit: 2, delaySeconds: 0, maxDelaySeconds: 1 };
const tell = defineJob<{ note: string }, Deps>({
  name: 'test-tell',
  payload,
  retry,
  intake: { concurrency: 1, batchSize: 10 },
  run: ({ note }, deps, signal) => deps.ran(note, signal),
});
const organization = '01890000-0000-7000-8000-000000000000';
const logger = createLogger({ level: 'silent' });

let clone: TestDatabase;
let database: Database;
let queue: JobQueue;
beforeAll(async () => {
  clone = await cloneDatabase();
  await migrateJobs(clone.url, [tell]);
});
beforeEach(async () => {
  database = await connectDatabase({ url: clone.url, entities: [], logger });
  queue = await startJobQueue({ url: clone.url, logger, supervise: false });
});
afterEach(async () => {
  await queue.stop(1_000);
  await database.close();
  await clone.sql("delete from jobs.job where name = 'test-tell'");
});
afterAll(() => clone.drop());

const send = (note: string, options?: Parameters<JobQueue['send']>[3]) =>
  database.transaction(organization, (em) => queue.send(em, tell, { note }, options));
const jobs = () => clone.sql("select state, data, retry_count from jobs.job where name = 'test-tell'");

/** Works the queue; resolves with what ran once the test has seen enough. */
function work(
  act: (note: string, signal: AbortSignal, times: number) => Promise<void> | void,
  enough: (ran: string[]) => boolean,
) {
  const ran: string[] = [];
  return new Promise<string[]>((resolve, reject) => {
    const deps: Deps = {
      async ran(note, signal) {
        ran.push(note);
        try {
          await act(note, signal, ran.length);
        } finally {
          if (enough(ran)) resolve(ran);
        }
      },
    };
    queue.work([tell], deps).catch(reject);
  });
}

test('a job is there when its transaction is, and not when that is taken back', async () => {
  const takenBack = database.transaction(organization, async (em) => {
    await queue.send(em, tell, { note: 'taken back' });
    throw new Error('no');
  });
  await expect(takenBack).rejects.toThrow('no');
  expect(await jobs()).toEqual([]);
  await database.transaction(organization, async (em) => {
    await queue.send(em, tell, { note: 'kept' });
    expect(await jobs()).toEqual([]);
  });
  expect(await jobs()).toMatchObject([{ state: 'created', data: { note: 'kept' } }]);
  expect(
    await work(
      () => undefined,
      ({ length }) => length === 1,
    ),
  ).toEqual(['kept']);
});

test('nothing is sent outside a transaction', async () => {
  await expect(queue.send(database.fork(organization), tell, { note: 'x' })).rejects.toThrow(/outside a transaction/);
  expect(await jobs()).toEqual([]);
});

test('one that is for later waits', async () => {
  await send('later', { startAfter: new Date(Date.now() + 60_000) });
  await send('now');
  expect(
    await work(
      () => undefined,
      ({ length }) => length === 1,
    ),
  ).toEqual(['now']);
  expect(await jobs()).toContainEqual({ state: 'created', data: { note: 'later' }, retry_count: 0 });
});

test('one that is due soon is taken up then, without waiting for the next poll', async () => {
  await queue.stop(1_000);
  queue = await startJobQueue({ url: clone.url, logger, supervise: false, pollSeconds: 3_600 });
  const ran = work(
    (note) => (note === 'now' ? send('soon', { startAfter: new Date(Date.now() + 200) }) : undefined),
    ({ length }) => length === 2,
  );
  await send('now');
  expect(await ran).toEqual(['now', 'soon']);
});

test('one that throws is run again, and no other with it', async () => {
  await send('fails twice');
  await send('works');
  const fails = (note: string, _signal: AbortSignal, times: number) => {
    if (note === 'fails twice' && times < 4) throw new Error('not yet');
  };
  const ran = await work(fails, (all) => all.filter((note) => note === 'fails twice').length === 3);
  expect(ran.filter((note) => note === 'works')).toEqual(['works']);
});

test('those that can be are run together; where that fails, each by itself, and the good ones are done', async () => {
  const batches: string[][] = [];
  const alone: string[] = [];
  const done = Promise.withResolvers<void>();
  const grouped = defineJob<{ note: string }, undefined>({
    name: 'test-tell',
    payload,
    retry,
    intake: { concurrency: 1, batchSize: 10 },
    async run({ note }) {
      alone.push(note);
      if (alone.length === 2) done.resolve();
      if (note === 'bad two') throw new Error('bad');
    },
    together: {
      keyOf: ({ note }) => note.slice(-3),
      async run(payloads) {
        batches.push(payloads.map(({ note }) => note));
        if (payloads.some(({ note }) => note.startsWith('bad'))) throw new Error('bad');
      },
    },
  });
  await clone.sql(
    `insert into jobs.job (name, data, retry_limit)
     select 'test-tell', json_build_object('note', note), 0 from unnest(array['a one', 'b one', 'bad two', 'c two']) as note`,
  );
  await queue.work([grouped], undefined);
  await done.promise;
  await queue.stop(1_000);
  expect(batches.map((batch) => batch.toSorted())).toEqual(
    expect.arrayContaining([
      ['a one', 'b one'],
      ['bad two', 'c two'],
    ]),
  );
  expect(alone.toSorted()).toEqual(['bad two', 'c two']);
  const states = (await jobs()).map(({ state, data }) => [(data as { note: string }).note, state]);
  expect(Object.fromEntries(states)).toEqual({
    'a one': 'completed',
    'b one': 'completed',
    'bad two': 'failed',
    'c two': 'completed',
  });
});

test('one that is not what it should be is not run', async () => {
  await clone.sql(`insert into jobs.job (name, data, retry_limit) values ('test-tell', '{"note": 5}', 0)`);
  await send('good');
  expect(
    await work(
      () => undefined,
      ({ length }) => length === 1,
    ),
  ).toEqual(['good']);
  await queue.stop(1_000);
  const states = (await jobs()).map(({ state, data }) => [state, (data as { note: unknown }).note]);
  expect(states).toEqual(expect.arrayContaining([['failed', 5]]));
});

test('at the stop a job may finish; past its time it is told to end', async () => {
  await send('long');
  let aborted = false;
  const started = Promise.withResolvers<void>();
  const worked = work(
    (_note, signal) => {
      started.resolve();
      return new Promise<void>((resolve) =>
        signal.addEventListener('abort', () => {
          aborted = true;
          resolve();
        }),
      );
    },
    () => true,
  );
  await started.promise;
  expect(aborted).toBe(false);
  await queue.stop(50);
  expect(aborted).toBe(true);
  expect(await worked).toEqual(['long']);
  expect(await jobs()).toMatchObject([{ state: 'completed' }]);
});
