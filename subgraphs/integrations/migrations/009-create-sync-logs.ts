import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';

/** Connections that can be deleted while their history stays, and the log of every run that brought one up to date. */
export class CreateSyncLogs extends Migration {
  override up(): void {
    this.addSql('alter table integrations.connections add column deleted_at timestamptz(3) null');
    this.addSql(
      'alter table integrations.connections drop constraint connections_organization_id_connector_name_unique',
    );
    this.addSql(`create unique index connections_name on integrations.connections (organization_id, connector, name)
      where deleted_at is null`);
    this.addSql(`create or replace function integrations.webhook_connections(wanted text, one uuid)
      returns table (organization_id uuid, connection_id uuid)
      language sql stable security definer set search_path = '' as $$
        select c.organization_id, c.id from integrations.connections c
        where c.connector = wanted and c.deleted_at is null and (one is null or c.id = one)
        order by c.created_at limit 200 $$`);
    this.createLogs();
    this.createCrossTenantLookups();
  }

  private createLogs(): void {
    this.addSql(`create table integrations.sync_logs (
      id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      connection_id uuid not null references integrations.connections (id),
      type text not null,
      status text not null default 'RUNNING',
      requested_by text not null,
      started_at timestamptz(3) not null,
      completed_at timestamptz(3) null,
      records_processed int not null default 0,
      records_created int not null default 0,
      records_updated int not null default 0,
      records_failed int not null default 0,
      error_log jsonb not null,
      phase text not null,
      position text null,
      step int not null default 0,
      waits int not null default 0,
      next_step_at timestamptz(3) null,
      changed_since timestamptz(3) null,
      heard_before timestamptz(3) null,
      constraint sync_logs_type_check check (type in ('FULL', 'INCREMENTAL', 'PUSH', 'PULL')),
      constraint sync_logs_status_check check (status in ('RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
      constraint sync_logs_phase_check check (phase in ('PUSH', 'PULL', 'SETTLE'))
    )`);
    this.addSql('create index on integrations.sync_logs (connection_id, created_at desc, id desc)');
    // One run of a connection at a time, however many ask for one.
    this.addSql(
      `create unique index sync_logs_running on integrations.sync_logs (connection_id) where status = 'RUNNING'`,
    );
    // What a run asked for and has not counted yet; a row goes as its delivery comes to rest.
    this.addSql(`create table integrations.sync_items (
      sync_log_id uuid not null references integrations.sync_logs (id) on delete cascade,
      organization_id uuid not null,
      delivery_id uuid not null references integrations.deliveries (id) on delete cascade,
      primary key (sync_log_id, delivery_id)
    )`);
    for (const table of ['sync_logs', 'sync_items']) {
      for (const statement of tenantTable(`integrations.${table}`)) this.addSql(statement);
    }
    this.addSql('create policy owner_sees_all on integrations.sync_logs for select to current_user using (true)');
  }

  private createCrossTenantLookups(): void {
    this.addSql(`create function integrations.stalled_syncs(before timestamptz)
      returns table (organization_id uuid, sync_log_id uuid)
      language sql stable security definer set search_path = '' as $$
        select s.organization_id, s.id from integrations.sync_logs s
        where s.status = 'RUNNING' and s.next_step_at < before order by s.next_step_at limit 1000 $$`);
    this.addSql('drop function integrations.deliveries_without_news(text, text, text, timestamptz, int)');
    this.addSql(`create function integrations.connections_without_news(
        wanted_connector text, wanted_action text, final_statuses text, before timestamptz)
      returns table (organization_id uuid, connection_id uuid)
      language sql stable security definer set search_path = '' as $$
        select distinct d.organization_id, d.connection_id
        from integrations.deliveries d join integrations.connections c on c.id = d.connection_id
        where d.connector = wanted_connector and d.action = wanted_action and c.active and c.deleted_at is null
          and d.status = 'SUCCEEDED' and d.dedupe_key = '' and d.external_id is not null
          and (d.vendor_heard_at is null or d.vendor_heard_at < before)
          and (d.vendor_status is null or d.vendor_status <> all (string_to_array(final_statuses, ','))) $$`);
    for (const lookup of ['stalled_syncs(timestamptz)', 'connections_without_news(text, text, text, timestamptz)']) {
      this.addSql(`revoke all on function integrations.${lookup} from public`);
      this.addSql(`grant execute on function integrations.${lookup} to ${applicationRole}`);
    }
  }
}
