import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';

const common = `id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null`;

export class CreateIntegrations extends Migration {
  override up(): void {
    this.addSql(`create table integrations.connections (
      ${common},
      connector text not null,
      name text not null,
      base_url text not null,
      credentials jsonb not null,
      active boolean not null default true,
      managed_by_environment boolean not null default false,
      constraint connections_organization_id_connector_name_unique unique (organization_id, connector, name)
    )`);
    this.addSql(`create table integrations.access_tokens (
      connection_id uuid primary key references integrations.connections (id) on delete cascade,
      organization_id uuid not null,
      token jsonb null,
      renew_at timestamptz(3) null,
      generation int not null default 0
    )`);
    this.createDeliveries();
    this.createEvents();
    const tables = ['connections', 'access_tokens', 'deliveries', 'delivery_attempts', 'sync_positions', 'sync_events'];
    for (const table of [...tables, 'inbound_webhooks']) {
      for (const statement of tenantTable(`integrations.${table}`)) this.addSql(statement);
    }
    this.createCrossTenantLookups();
  }

  private createDeliveries(): void {
    this.addSql(`create table integrations.deliveries (
      ${common},
      connection_id uuid not null references integrations.connections (id),
      connector text not null,
      action text not null,
      subject_id uuid not null,
      subject_reference text not null,
      status text not null default 'PENDING',
      blocked_by text null,
      violations jsonb not null,
      external_id text null,
      vendor_status text null,
      vendor_status_at timestamptz(3) null,
      counted_attempts int not null default 0,
      total_attempts int not null default 0,
      must_reconcile boolean not null default false,
      next_attempt_at timestamptz(3) null,
      last_error text null,
      last_error_code text null,
      requested_by text not null,
      lease_id uuid null,
      lease_until timestamptz(3) null,
      constraint deliveries_status_check check (status in ('PENDING', 'SENDING', 'RETRYING', 'BLOCKED', 'SUCCEEDED', 'FAILED', 'CANCELLED'))
    )`);
    // What makes a thing be sent once: however often it is asked for, there is one delivery of it.
    this.addSql(`create unique index deliveries_once on integrations.deliveries (connection_id, action, subject_id)
      where status <> 'CANCELLED'`);
    this.addSql('create index on integrations.deliveries (organization_id, created_at desc, id desc)');
    this.addSql('create index on integrations.deliveries (subject_id, created_at desc)');
    this.addSql('create index on integrations.deliveries (connection_id, external_id)');
    this.addSql('create index on integrations.deliveries (connection_id, subject_reference)');
    this.addSql(`create index deliveries_unsettled on integrations.deliveries (next_attempt_at)
      where status in ('PENDING', 'SENDING', 'RETRYING')`);

    this.addSql(`create table integrations.delivery_attempts (
      ${common},
      delivery_id uuid not null references integrations.deliveries (id) on delete cascade,
      number int not null,
      started_at timestamptz(3) not null,
      duration_ms int null,
      outcome text not null default 'RUNNING',
      http_status int null,
      error_code text null,
      message text null,
      vendor_request_id text null,
      exchanges jsonb not null,
      constraint delivery_attempts_outcome_check check (outcome in ('RUNNING', 'SUCCEEDED', 'RETRYABLE', 'RATE_LIMITED', 'AUTHENTICATION', 'PERMANENT', 'UNKNOWN_OUTCOME', 'INTERRUPTED')),
      unique (delivery_id, number)
    )`);
  }

  private createEvents(): void {
    // The row is a lock: whoever appends events of an organization holds it until the commit, so that the order of
    // the sequence is the order of the commits and no reader can pass an event that is still to come.
    this.addSql(`create table integrations.sync_positions (
      organization_id uuid primary key,
      last_sequence bigint not null
    )`);
    this.addSql(`create table integrations.sync_events (
      organization_id uuid not null,
      sequence bigint not null,
      type text not null,
      occurred_at timestamptz(3) not null,
      connector text null,
      delivery_id uuid null,
      intervention_id uuid null,
      message text null,
      primary key (organization_id, sequence)
    )`);
    this.addSql(`create table integrations.inbound_webhooks (
      ${common},
      connection_id uuid not null references integrations.connections (id),
      dedupe_key text not null,
      type text not null,
      occurred_at timestamptz(3) not null,
      payload jsonb not null,
      outcome text not null default 'RECEIVED',
      message text null,
      constraint inbound_webhooks_connection_id_dedupe_key_unique unique (connection_id, dedupe_key),
      constraint inbound_webhooks_outcome_check check (outcome in ('RECEIVED', 'APPLIED', 'IGNORED'))
    )`);
    this.addSql('create index on integrations.inbound_webhooks (organization_id, created_at desc, id desc)');
  }

  /** The few questions that are asked before the organization is known; each answers with ids alone. */
  private createCrossTenantLookups(): void {
    for (const table of ['connections', 'deliveries']) {
      this.addSql(`create policy owner_sees_all on integrations.${table} for select to current_user using (true)`);
    }
    this.addSql(`create function integrations.webhook_connections(wanted text, one uuid)
      returns table (organization_id uuid, connection_id uuid)
      language sql stable security definer set search_path = '' as $$
        select c.organization_id, c.id from integrations.connections c where c.connector = wanted and (one is null or c.id = one)
        order by c.created_at limit 200 $$`);
    this.addSql(`create function integrations.stranded_deliveries(before timestamptz)
      returns table (organization_id uuid, delivery_id uuid)
      language sql stable security definer set search_path = '' as $$
        select d.organization_id, d.id from integrations.deliveries d
        where (d.status = 'PENDING' and d.blocked_by is null and coalesce(d.next_attempt_at, d.updated_at) < before)
           or (d.status = 'RETRYING' and d.next_attempt_at < before)
           or (d.status = 'SENDING' and d.lease_until < before)
        order by d.next_attempt_at nulls first limit 1000 $$`);
    for (const lookup of ['webhook_connections(text, uuid)', 'stranded_deliveries(timestamptz)']) {
      this.addSql(`revoke all on function integrations.${lookup} from public`);
      this.addSql(`grant execute on function integrations.${lookup} to ${applicationRole}`);
    }
  }
}
