import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { type EntityMetadata, type EntityProperty, MikroORM } from '@mikro-orm/postgresql';
import { type SubgraphName, subgraphNames, subgraphs } from '../../hub/subgraphs.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

interface Column {
  type: string;
  nullable: boolean;
  hasDefault: boolean;
  /** What a CHECK constraint on this column alone lets in; `null` when none lists values. */
  values: string[] | null;
}

const columnsQuery = `
  select c.oid::regclass::text as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
    not a.attnotnull as nullable, a.atthasdef or a.attidentity <> '' or a.attgenerated <> '' as "hasDefault",
    (select pg_get_constraintdef(k.oid) from pg_constraint k
      where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]
        and pg_get_constraintdef(k.oid) like '%ANY (ARRAY[%') as listed
  from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`;

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.drop());

/** The tables of a schema as the migrations left them, each with its columns by name. */
async function migratedTables(schema: string): Promise<Map<string, Map<string, Column>>> {
  type Row = Omit<Column, 'values'> & { table: string; name: string; listed: string | null };
  const tables = new Map<string, Map<string, Column>>();
  for (const { table, name, listed, ...rest } of await database.sql<Row>(columnsQuery, [schema])) {
    const values = listed === null ? null : Array.from(listed.matchAll(/'(\w+)'::/g), ([, value]) => String(value));
    tables.set(table, (tables.get(table) ?? new Map<string, Column>()).set(name, { ...rest, values }));
  }
  return tables;
}

/** The entities of a subgraph as MikroORM understands them; embeddables stand in the tables of what embeds them. */
async function mappedEntities(name: SubgraphName): Promise<EntityMetadata[]> {
  const orm = await MikroORM.init({
    clientUrl: database.url,
    entities: [...subgraphs[name].entities],
    metadataProvider: ReflectMetadataProvider,
  });
  await orm.close();
  return [...orm.getMetadata().getAll().values()].filter(({ embeddable }) => !embeddable);
}

/** PostgreSQL's own name of a type MikroORM would make the column of. */
const postgresName = (type: string): string =>
  type.replace(/^int$/, 'integer').replace(/^timestamptz(.*)$/, 'timestamp$1 with time zone');

function differences(property: EntityProperty, column: Column | undefined): string[] {
  if (!column) return ['there is no such column'];
  const found: string[] = [];
  const type = postgresName(property.columnTypes[0] ?? '');
  const nullable = property.nullable ?? false;
  if (type !== column.type) found.push(`${type} in the entity, ${column.type} in the database`);
  if (nullable !== column.nullable) found.push(`null is let in by the ${nullable ? 'entity' : 'database'} alone`);
  const values = property.enum ? (property.items ?? []).map(String).sort() : null;
  if (values && String(values) !== String(column.values?.toSorted())) {
    found.push(`${values} in the entity, ${column.values} in the database's check`);
  }
  return found;
}

async function drift(name: SubgraphName): Promise<string[]> {
  const found: string[] = [];
  for (const { className, schema = '', tableName, properties } of await mappedEntities(name)) {
    const tables = await migratedTables(schema);
    const unmapped = new Map(tables.get(`${schema}.${tableName}`));
    for (const property of Object.values<EntityProperty>(properties)) {
      if (property.persist === false || !property.columnTypes?.length) continue;
      const field = property.fieldNames[0] ?? '';
      for (const what of differences(property, unmapped.get(field))) found.push(`${className}.${field}: ${what}`);
      unmapped.delete(field);
    }
    for (const [field, { nullable, hasDefault }] of unmapped) {
      if (!nullable && !hasDefault) found.push(`${className}.${field}: needed by the database, unknown to the entity`);
    }
  }
  return found.sort();
}

test.each(subgraphNames)('the entities of %s are what its migrations made', async (name) => {
  expect(await drift(name)).toEqual([]);
});

test('a column that is gone, new, of another type, stricter, laxer or with other values is drift', async () => {
  await database.sql(`alter table marketing.contacts drop column phone, add column nickname text not null,
    alter column first_name set not null, alter column created_at drop not null`);
  await database.sql(`alter table marketing.leads drop constraint leads_status_check, alter column score type bigint,
    add constraint leads_status_check check (status in ('NEW', 'QUALIFIED', 'CONVERTED', 'GONE'))`);
  expect(await drift('marketing')).toEqual([
    'Contact.created_at: null is let in by the database alone',
    'Contact.first_name: null is let in by the entity alone',
    'Contact.nickname: needed by the database, unknown to the entity',
    'Contact.phone: there is no such column',
    'Lead.score: integer in the entity, bigint in the database',
    "Lead.status: CONVERTED,LOST,NEW,QUALIFIED in the entity, NEW,QUALIFIED,CONVERTED,GONE in the database's check",
  ]);
});
