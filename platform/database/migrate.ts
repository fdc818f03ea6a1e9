import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { type Migration, Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { applicationRole } from './roles.js';

type MigrationClass = new (...args: ConstructorParameters<typeof Migration>) => Migration;

/** The migrations of one schema, in the order they run. */
export interface SchemaMigrations {
  schema: string;
  migrations: readonly { name: string; class: MigrationClass }[];
}

/**
 * Makes the role and the schemas when they are not there and runs the migrations that have not run yet. Several
 * processes may call it at once: they wait for each other.
 *
 * @param ownerUrl a login that may create schemas and roles; what it makes it owns
 */
export async function migrateDatabase(ownerUrl: string, schemas: readonly SchemaMigrations[]): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  // A lost connection also fails the statement under way; unheard, the event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('passerelle.migrate'))");
    await client.query(`do $$ begin
      if not exists (select from pg_roles where rolname = '${applicationRole}') then create role ${applicationRole} nologin; end if;
    exception when duplicate_object or unique_violation then null; end $$`);
    await client.query(`grant ${applicationRole} to current_user`);
    for (const { schema, migrations } of schemas) {
      await client.query(`create schema if not exists ${schema}`);
      await client.query(`grant usage on schema ${schema} to ${applicationRole}`);
      const orm = await MikroORM.init({
        clientUrl: ownerUrl,
        entities: [],
        metadataProvider: ReflectMetadataProvider,
        discovery: { warnWhenNoEntities: false },
        extensions: [Migrator],
        migrations: {
          migrationsList: [...migrations],
          tableName: 'migrations',
          schema,
          snapshot: false,
          transactional: true,
          disableForeignKeys: false,
          silent: true,
        },
      });
      await orm.migrator.up().finally(() => orm.close());
    }
  } finally {
    await client.end();
  }
}
