import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';

const common = `id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null`;

/** Partners: what a connection may be told, of which dossiers; backfills; and which request carried which value. */
export class CreatePartners extends Migration {
  override up(): void {
    this.addSql(`alter table integrations.connections add column authorised boolean not null default true,
      add column allowed_fields jsonb null, add column subscription jsonb null`);
    this.createBackfills();
    this.createSentPayloads();
    for (const table of ['backfills', 'backfill_items', 'sent_payloads']) {
      for (const statement of tenantTable(`integrations.${table}`)) this.addSql(statement);
    }
    this.createCrossTenantLookups();
  }

  private createBackfills(): void {
    this.addSql(`create table integrations.backfills (
      ${common},
      connection_id uuid not null references integrations.connections (id) on delete cascade,
      status text not null default 'RUNNING',
      from_at timestamptz(3) not null,
      to_at timestamptz(3) not null,
      total int not null,
      requested_by text not null,
      batch int not null default 0,
      next_batch_at timestamptz(3) null,
      finished_at timestamptz(3) null,
      constraint backfills_status_check check (status in ('RUNNING', 'FINISHED', 'STOPPED'))
    )`);
    this.addSql('create index on integrations.backfills (organization_id, created_at desc, id desc)');
    this.addSql('create index on integrations.backfills (connection_id, created_at desc, id desc)');
    this.addSql(`create table integrations.backfill_items (
      backfill_id uuid not null references integrations.backfills (id) on delete cascade,
      organization_id uuid not null,
      position int not null,
      subject_id uuid not null,
      subject_reference text not null,
      delivery_id uuid null references integrations.deliveries (id) on delete cascade,
      skipped boolean not null default false,
      taken_up_at timestamptz(3) null,
      primary key (backfill_id, position)
    )`);
  }

  private createSentPayloads(): void {
    this.addSql(`create table integrations.sent_payloads (
      ${common},
      connection_id uuid not null references integrations.connections (id),
      delivery_id uuid not null references integrations.deliveries (id) on delete cascade,
      attempt_id uuid not null unique,
      attempt_number int not null,
      subject_id uuid not null,
      digests jsonb not null,
      outcome text null
    )`);
    this.addSql('create index on integrations.sent_payloads (subject_id, created_at desc, id desc)');
    this.addSql('create index on integrations.sent_payloads (delivery_id)');
    this.addSql('create policy owner_sees_old on integrations.sent_payloads for select to current_user using (true)');
    this.addSql('create policy owner_notes on integrations.sent_payloads for update to current_user using (true)');
    // An attempt that is forgotten leaves its outcome behind: who was told what is not forgotten with it.
    this.addSql(`create or replace function integrations.prune_attempts(before timestamptz, most int) returns int
      language plpgsql security definer set search_path = '' as $$
      declare pruned int;
      begin
        with old as (
          delete from integrations.delivery_attempts where id in (
            select a.id from integrations.delivery_attempts a join integrations.deliveries d on d.id = a.delivery_id
            where a.started_at < before and d.status in ('SUCCEEDED', 'FAILED', 'CANCELLED') limit most)
          returning id, outcome
        ), told as (
          update integrations.sent_payloads s set outcome = old.outcome from old where s.attempt_id = old.id
        ) select count(*) into pruned from old;
        return pruned;
      end $$`);
  }

  private createCrossTenantLookups(): void {
    this.addSql('create policy owner_sees_all on integrations.backfills for select to current_user using (true)');
    this.addSql(`create function integrations.stalled_backfills(before timestamptz)
      returns table (organization_id uuid, backfill_id uuid)
      language sql stable security definer set search_path = '' as $$
        select b.organization_id, b.id from integrations.backfills b
        where b.status = 'RUNNING' and b.next_batch_at < before order by b.next_batch_at limit 1000 $$`);
    this.addSql('revoke all on function integrations.stalled_backfills(timestamptz) from public');
    this.addSql(`grant execute on function integrations.stalled_backfills(timestamptz) to ${applicationRole}`);
  }
}
