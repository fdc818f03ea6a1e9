import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';

const common = `id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null`;

/** What those who run the hub need: replays, alerts, and records that are kept only as long as agreed. */
export class CreateOperations extends Migration {
  override up(): void {
    this.createReplays();
    this.createAlerts();
    this.createRetention();
    for (const table of ['replays', 'replay_items', 'alerts']) {
      for (const statement of tenantTable(`integrations.${table}`)) this.addSql(statement);
    }
    this.createCrossTenantLookups();
  }

  private createReplays(): void {
    this.addSql(`create table integrations.replays (
      ${common},
      status text not null default 'RUNNING',
      filter jsonb not null,
      total int not null,
      requested_by text not null,
      batch int not null default 0,
      next_batch_at timestamptz(3) null,
      finished_at timestamptz(3) null,
      constraint replays_status_check check (status in ('RUNNING', 'FINISHED'))
    )`);
    this.addSql('create index on integrations.replays (organization_id, created_at desc, id desc)');
    this.addSql(`create table integrations.replay_items (
      replay_id uuid not null references integrations.replays (id) on delete cascade,
      organization_id uuid not null,
      delivery_id uuid not null references integrations.deliveries (id) on delete cascade,
      taken_up_at timestamptz(3) null,
      skipped boolean not null default false,
      primary key (replay_id, delivery_id)
    )`);
    // A delivery waits for one replay at a time.
    this.addSql(`create unique index replay_items_waiting on integrations.replay_items (delivery_id)
      where taken_up_at is null`);
    this.addSql(
      'alter table integrations.deliveries add column replay_id uuid null, add column taken_up_at timestamptz(3) null',
    );
    this.addSql(`create index deliveries_replayable on integrations.deliveries (organization_id, created_at, id)
      where status in ('FAILED', 'BLOCKED')`);
  }

  private createAlerts(): void {
    this.addSql(`create table integrations.alerts (
      ${common},
      rule text not null,
      severity text not null,
      subject_id uuid not null,
      connector text null,
      message text not null,
      advice text not null,
      since timestamptz(3) not null,
      raised_at timestamptz(3) not null,
      resolved_at timestamptz(3) null,
      acknowledged_at timestamptz(3) null,
      acknowledged_by text null,
      constraint alerts_severity_check check (severity in ('WARNING', 'CRITICAL'))
    )`);
    // However many evaluate at once: one open alert a rule and subject.
    this.addSql(`create unique index alerts_open on integrations.alerts (rule, subject_id) where resolved_at is null`);
    this.addSql('create index on integrations.alerts (organization_id, raised_at desc, id desc)');
    this.addSql('create index on integrations.delivery_attempts (organization_id, started_at desc)');
  }

  /** Pruning crosses organizations, by age alone, a bounded batch a call; each call answers how many rows it took. */
  private createRetention(): void {
    this.addSql('alter table integrations.inbound_webhooks alter column payload drop not null');
    this.addSql('create index on integrations.delivery_attempts (started_at)');
    this.addSql('create index on integrations.spent_requests (spent_at)');
    this.addSql(
      'create index inbound_webhooks_with_payload on integrations.inbound_webhooks (created_at) where payload is not null',
    );
    for (const [table, action] of [
      ['delivery_attempts', 'delete'],
      ['spent_requests', 'delete'],
      ['inbound_webhooks', 'update'],
    ] as const) {
      this.addSql(`create policy owner_sees_old on integrations.${table} for select to current_user using (true)`);
      this.addSql(`create policy owner_prunes on integrations.${table} for ${action} to current_user using (true)`);
    }
    this.addPruning(
      'prune_attempts',
      `delete from integrations.delivery_attempts where id in (
        select a.id from integrations.delivery_attempts a join integrations.deliveries d on d.id = a.delivery_id
        where a.started_at < before and d.status in ('SUCCEEDED', 'FAILED', 'CANCELLED') limit most)`,
    );
    this.addPruning(
      'prune_spent_requests',
      `delete from integrations.spent_requests where id in (
        select s.id from integrations.spent_requests s where s.spent_at < before limit most)`,
    );
    this.addPruning(
      'prune_webhook_payloads',
      `update integrations.inbound_webhooks set payload = null where id in (
        select w.id from integrations.inbound_webhooks w
        where w.created_at < before and w.payload is not null and w.outcome <> 'RECEIVED' limit most)`,
    );
  }

  private addPruning(name: string, statement: string): void {
    this.addSql(`create function integrations.${name}(before timestamptz, most int) returns int
      language plpgsql security definer set search_path = '' as $$
      declare pruned int;
      begin
        ${statement};
        get diagnostics pruned = row_count;
        return pruned;
      end $$`);
    this.openToApplication(`${name}(timestamptz, int)`);
  }

  private createCrossTenantLookups(): void {
    for (const table of ['replays', 'alerts']) {
      this.addSql(`create policy owner_sees_all on integrations.${table} for select to current_user using (true)`);
    }
    this.addSql('create policy owner_watches on integrations.webhooks for select to current_user using (true)');
    this.addSql(`create function integrations.stalled_replays(before timestamptz)
      returns table (organization_id uuid, replay_id uuid)
      language sql stable security definer set search_path = '' as $$
        select r.organization_id, r.id from integrations.replays r
        where r.status = 'RUNNING' and r.next_batch_at < before order by r.next_batch_at limit 1000 $$`);
    this.openToApplication('stalled_replays(timestamptz)');
    this.addSql(`create function integrations.watched_organizations()
      returns table (organization_id uuid)
      language sql stable security definer set search_path = '' as $$
        select c.organization_id from integrations.connections c
        union select w.organization_id from integrations.webhooks w
        union select a.organization_id from integrations.alerts a where a.resolved_at is null $$`);
    this.openToApplication('watched_organizations()');
  }

  private openToApplication(signature: string): void {
    this.addSql(`revoke all on function integrations.${signature} from public`);
    this.addSql(`grant execute on function integrations.${signature} to ${applicationRole}`);
  }
}
