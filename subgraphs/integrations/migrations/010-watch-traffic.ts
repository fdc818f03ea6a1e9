import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';

/**
 * What health and metrics are read from at the cost of an index each, however many attempts are kept (row-level
 * security asks for the organization, so the indexes hold it); and the payloads that vendors accepted last, which a
 * preview is compared with.
 */
export class WatchTraffic extends Migration {
  override up(): void {
    this.nameConnections();
    this.addSql(`create index deliveries_backlog on integrations.deliveries (connection_id)
      include (organization_id, connector, status, waits_for, created_at, taken_up_at)
      where status in ('PENDING', 'SENDING', 'RETRYING', 'BLOCKED')`);
    this.addSql(`create index deliveries_given_up on integrations.deliveries (connection_id) include (organization_id, connector)
      where status = 'FAILED'`);
    this.addSql(`create table integrations.accepted_payloads (
      connection_id uuid not null references integrations.connections (id) on delete cascade,
      action text not null,
      subject_id uuid not null,
      organization_id uuid not null,
      delivery_id uuid not null references integrations.deliveries (id) on delete cascade,
      payload jsonb not null,
      accepted_at timestamptz(3) not null,
      primary key (connection_id, action, subject_id)
    )`);
    for (const statement of tenantTable('integrations.accepted_payloads')) this.addSql(statement);
    this.createFigures();
  }

  /** Attempts are counted by connection. Null in those that an older worker makes while the hub is upgraded. */
  private nameConnections(): void {
    this.addSql('alter table integrations.delivery_attempts add column connection_id uuid null');
    this.addSql('create policy owner_names on integrations.delivery_attempts for update to current_user using (true)');
    this.addSql(`update integrations.delivery_attempts a set connection_id = d.connection_id
      from integrations.deliveries d where d.id = a.delivery_id`);
    this.addSql('drop policy owner_names on integrations.delivery_attempts');
    for (const [name, outcomes] of [
      ['succeeded', `= 'SUCCEEDED'`],
      ['failed', `not in ('RUNNING', 'SUCCEEDED')`],
    ] as const) {
      this.addSql(`create index delivery_attempts_${name}
        on integrations.delivery_attempts (connection_id, started_at desc) include (organization_id, duration_ms)
        where outcome ${outcomes}`);
    }
  }

  /**
   * The figures of all organizations for the operator's metrics: sums by connector, and the ids of connections whose
   * circuit is not closed. `declared` is what connectors document as their limits, by connector.
   */
  private createFigures(): void {
    this.addSql('create policy owner_sees_all on integrations.circuits for select to current_user using (true)');
    this.addSql(`create function integrations.traffic_figures(declared jsonb, at timestamptz)
      returns table (figure text, connector text, detail text, waits_for text, value double precision)
      language sql stable security definer set search_path = '' as $$
        select 'deliveries', d.connector, d.status, coalesce(d.waits_for, ''), count(*)
        from integrations.deliveries d where d.status in ('PENDING', 'SENDING', 'RETRYING', 'BLOCKED') group by 2, 3, 4
        union all
        select 'deliveries', d.connector, 'FAILED', '', count(*)
        from integrations.deliveries d where d.status = 'FAILED' group by 2
        union all
        select 'oldest', d.connector, '', '', extract(epoch from at - min(coalesce(d.taken_up_at, d.created_at)))
        from integrations.deliveries d
        where d.status in ('PENDING', 'SENDING', 'RETRYING', 'BLOCKED') and d.waits_for is distinct from 'dossier' group by 2
        union all
        select 'circuits', c.connector, coalesce(k.state, 'CLOSED'), '', count(*)
        from integrations.connections c left join integrations.circuits k on k.connection_id = c.id group by 2, 3
        union all
        (select 'open', c.connector, c.id::text, '', 1
        from integrations.circuits k join integrations.connections c on c.id = k.connection_id
        where k.state <> 'CLOSED' order by k.opened_at limit 50)
        union all
        select 'budget', c.connector, l.window, '', min(greatest(l.requests - used.count, 0)::float / l.requests)
        from integrations.connections c
        cross join lateral jsonb_to_recordset(coalesce(c.limits, declared -> c.connector, '[]'))
          as l("window" text, requests int, "windowMs" bigint)
        cross join lateral (select count(*) from integrations.spent_requests s where s.connection_id = c.id
          and s.spent_at > at - (l."windowMs" + 1000) * interval '1 millisecond') used
        where l.requests > 0 group by 2, 3 $$`);
    this.addSql('revoke all on function integrations.traffic_figures(jsonb, timestamptz) from public');
    this.addSql(`grant execute on function integrations.traffic_figures(jsonb, timestamptz) to ${applicationRole}`);
  }
}
