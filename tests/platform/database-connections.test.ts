import { connectDatabase, type Database } from '../../platform/database/database.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

const organization = '01890000-0000-7000-8000-000000000000';
const poolSize = 3;
let clone: TestDatabase;
let database: Database;
beforeAll(async () => {
  clone = await cloneDatabase();
  database = await connectDatabase({
    url: clone.url,
    entities: [],
    logger: createLogger({ level: 'silent' }),
    poolSize,
  });
});
afterAll(async () => {
  await database.close();
  await clone.drop();
});

const asleep = () =>
  clone.sql(`select pid from pg_stat_activity where datname = current_database() and query = 'select pg_sleep(60)'`);

test.each(['transaction', 'read'] as const)(
  'a connection that dies in a %s leaves its place to another',
  async (way) => {
    const sleepers = Array.from({ length: poolSize }, () =>
      database[way](organization, (em) => em.execute('select pg_sleep(60)')),
    );
    const ends = Promise.allSettled(sleepers);
    await eventually(async () => (await asleep()).length === poolSize, 'every connection in use');
    await clone.sql('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [
      (await asleep()).map(({ pid }) => pid),
    ]);
    for (const end of await ends) expect(end).toMatchObject({ reason: { code: 'UNAVAILABLE' } });

    await eventually(async () => !database.isDown, 'the server seen to answer');
    const one = () => database[way](organization, (em) => em.execute('select 1 as one'));
    expect(await Promise.all(Array.from({ length: 2 * poolSize }, one))).toEqual(
      Array(2 * poolSize).fill([{ one: 1 }]),
    );
    expect(database.poolUse()).toMatchObject({ waiting: 0, max: poolSize });
  },
);
