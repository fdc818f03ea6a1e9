import { Migration } from '@mikro-orm/migrations';
import { tenantTable } from '../../../platform/database/tenant-table.js';

/** Rate budgets and circuit breakers, shared by all workers; and what a delivery that stands still waits for. */
export class CreateTraffic extends Migration {
  override up(): void {
    this.addSql('alter table integrations.connections add column limits jsonb null');
    this.addSql(
      'alter table integrations.deliveries add column priority int not null default 0, add column waits_for text null',
    );
    this.addSql(`alter table integrations.deliveries add constraint deliveries_waits_for_check
      check (waits_for in ('dossier', 'budget', 'circuit', 'connection', 'predecessor'))`);
    this.addSql(`create index deliveries_waiting on integrations.deliveries (connection_id, priority desc, created_at)
      where status = 'BLOCKED' and waits_for in ('budget', 'circuit', 'connection')`);
    this.addSql(`create table integrations.circuits (
      connection_id uuid primary key references integrations.connections (id) on delete cascade,
      organization_id uuid not null,
      state text not null default 'CLOSED',
      failures int not null default 0,
      opened_at timestamptz(3) null,
      probe_at timestamptz(3) null,
      probes int not null default 0,
      held_until timestamptz(3) null,
      drain_at timestamptz(3) null,
      constraint circuits_state_check check (state in ('CLOSED', 'OPEN', 'HALF_OPEN'))
    )`);
    this.addSql(`create table integrations.spent_requests (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null,
      connection_id uuid not null references integrations.connections (id) on delete cascade,
      spent_at timestamptz(3) not null
    )`);
    this.addSql('create index on integrations.spent_requests (connection_id, spent_at desc)');
    this.addSql(`create or replace function integrations.stranded_deliveries(before timestamptz)
      returns table (organization_id uuid, delivery_id uuid)
      language sql stable security definer set search_path = '' as $$
        select d.organization_id, d.id from integrations.deliveries d
        where (d.status = 'PENDING' and d.blocked_by is null and coalesce(d.next_attempt_at, d.updated_at) < before)
           or (d.status = 'RETRYING' and d.next_attempt_at < before)
           or (d.status = 'BLOCKED' and d.waits_for in ('budget', 'circuit') and d.next_attempt_at < before)
           or (d.status = 'SENDING' and d.lease_until < before)
        order by d.next_attempt_at nulls first limit 1000 $$`);
    for (const table of ['circuits', 'spent_requests']) {
      for (const statement of tenantTable(`integrations.${table}`)) this.addSql(statement);
    }
  }
}
