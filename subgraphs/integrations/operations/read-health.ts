import type { EntityManager } from '../../../platform/database/database.js';
import type { IntegrationHealth } from '../resolvers/types.js';

const unsettled = `('PENDING', 'SENDING', 'RETRYING', 'BLOCKED')`;

/** How each connection of the organization is doing, in one statement. */
export async function readHealth(em: EntityManager): Promise<IntegrationHealth[]> {
  const rows = await em.execute<HealthRow[]>(`
    select c.id, c.connector, c.name, c.active,
      count(d.id) filter (where d.status in ${unsettled})::int as backlog,
      count(d.id) filter (where d.status = 'BLOCKED')::int as blocked,
      count(d.id) filter (where d.status = 'FAILED')::int as failed,
      min(d.created_at) filter (where d.status in ${unsettled}) as oldest_waiting_at,
      max(d.updated_at) filter (where d.status = 'SUCCEEDED') as last_success_at,
      (array_agg(d.last_error order by d.updated_at desc) filter (where d.last_error is not null))[1] as last_error,
      max(d.updated_at) filter (where d.last_error is not null) as last_error_at
    from integrations.connections c
    left join integrations.deliveries d on d.connection_id = c.id
    group by c.id
    order by c.connector, c.name`);
  return rows.map((row) => ({
    connectionId: row.id,
    connector: row.connector,
    name: row.name,
    active: row.active,
    backlog: row.backlog,
    blocked: row.blocked,
    failed: row.failed,
    oldestWaitingAt: dateOf(row.oldest_waiting_at),
    lastSuccessAt: dateOf(row.last_success_at),
    lastError: row.last_error,
    lastErrorAt: dateOf(row.last_error_at),
  }));
}

interface HealthRow {
  id: string;
  connector: string;
  name: string;
  active: boolean;
  backlog: number;
  blocked: number;
  failed: number;
  oldest_waiting_at: Date | string | null;
  last_success_at: Date | string | null;
  last_error: string | null;
  last_error_at: Date | string | null;
}

const dateOf = (value: Date | string | null): Date | null => (value === null ? null : new Date(value));
