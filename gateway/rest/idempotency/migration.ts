import { Migration } from '@mikro-orm/migrations';
import type { SchemaMigrations } from '../../../platform/database/migrate.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';
import { type SealedColumn, sealedColumn } from '../../../platform/secrets/sealed-column.js';

/** An answer may hold a secret that is told once: it is kept sealed. */
export const keptAnswer = { table: 'rest.idempotent_calls', column: 'answer' } satisfies SealedColumn;

class CreateIdempotentCalls extends Migration {
  override up(): void {
    this.addSql(`create table rest.idempotent_calls (
      id uuid primary key,
      organization_id uuid not null,
      actor_id text not null,
      key text not null,
      fingerprint text not null,
      started_at timestamptz(3) not null,
      answer jsonb null,
      unique (organization_id, actor_id, key)
    )`);
    this.addSql('create index on rest.idempotent_calls (organization_id, started_at)');
    for (const statement of tenantTable('rest.idempotent_calls')) this.addSql(statement);
    for (const statement of sealedColumn(keptAnswer)) this.addSql(statement);
  }
}

/** What the REST doors remember. */
export const restSchema: SchemaMigrations = {
  schema: 'rest',
  migrations: [{ name: '001-create-idempotent-calls', class: CreateIdempotentCalls }],
};
