import { sealedColumns } from '../../hub/subgraphs.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await cloneDatabase();
});
afterEach(() => database.drop());

/** The columns that PostgreSQL holds data keys for, as `table.column`. */
async function held(): Promise<string[]> {
  const rows = await database.sql<{ held: string }>(
    `select k.conrelid::regclass::text || '.' || substring(pg_get_expr(d.adbin, d.adrelid) from '\\(+(\\w+) ->> ''dk''') as held
     from pg_constraint k join pg_attrdef d on d.adrelid = k.conrelid and array[d.adnum] = k.conkey
     where k.contype = 'f' and k.confrelid = 'secrets.data_keys'::regclass and k.convalidated order by 1`,
  );
  return rows.map((row) => row.held);
}

const declared = sealedColumns.map(({ table, column }) => `${table}.${column}`).sort();

test('every sealed column holds on to its data keys, and every column that does is declared', async () => {
  expect(declared).toContain('integrations.connections.credentials');
  expect(await held()).toEqual(declared);
});

test('a column whose migration forgot it is found', async () => {
  await database.sql('alter table integrations.webhooks drop column secret_data_key');
  expect(await held()).toEqual(declared.filter((name) => name !== 'integrations.webhooks.secret'));
});
