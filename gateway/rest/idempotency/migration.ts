import { Migration } from '@mikro-orm/migrations';
import type { SchemaMigrations } from '../../../platform/database/migrate.js';
import { applicationRole } from '../../../platform/database/roles.js';
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

class PruneIdempotentCalls extends Migration {
  override up(): void {
    this.addSql('create index on rest.idempotent_calls (started_at)');
    this.addSql(`create function rest.prune_idempotent_calls(before timestamptz, row_limit int) returns int
      language sql volatile security definer set search_path = '' as $$
        with old as (select c.id from rest.idempotent_calls c where c.started_at < before limit row_limit for update skip locked),
        gone as (delete from rest.idempotent_calls c using old where c.id = old.id returning 1)
        select count(*)::int from gone $$`);
    this.addSql('revoke all on function rest.prune_idempotent_calls(timestamptz, int) from public');
    this.addSql(`grant execute on function rest.prune_idempotent_calls(timestamptz, int) to ${applicationRole}`);
  }
}

/** What the REST doors remember. */
export const restSchema: SchemaMigrations = {
  schema: 'rest',
  migrations: [
    { name: '001-create-idempotent-calls', class: CreateIdempotentCalls },
    { name: '002-prune-idempotent-calls', class: PruneIdempotentCalls },
  ],
};
