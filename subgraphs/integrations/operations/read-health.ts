import type { Connector } from '../../../platform/connectors/connector.js';
import type { RateLimit } from '../../../platform/connectors/rate-limit.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { connectorOf } from '../connections/open-credentials.js';
import type { CircuitState } from '../entities/circuit.js';
import type { IntegrationHealth } from '../resolvers/types.js';
import { limitsOf } from '../traffic/admit.js';
import { budgetOutlook } from '../traffic/budget-outlook.js';

const hourMs = 3_600_000;

/** How each connection of the organization is doing. Two statements, each by indexes alone: ask as often as you like. */
export async function readHealth(
  em: EntityManager,
  connectors: readonly Connector[],
  now: Date,
): Promise<IntegrationHealth[]> {
  const since = new Date(now.getTime() - hourMs);
  const rows = await em.execute<HealthRow[]>(health, [since, since]);
  const limited = rows.map((row) => ({ id: row.id, limits: limitsOf(connectorOf(connectors, row.connector), row) }));
  const budgets = await budgetOutlook(em, limited, now);
  return rows.map((row) => ({
    connectionId: row.id,
    connector: row.connector,
    name: row.name,
    active: row.active,
    circuit: row.circuit,
    probeAt: dateOf(row.probe_at),
    budgets: budgets.get(row.id) ?? [],
    backlog: row.backlog,
    blocked: row.blocked,
    failed: row.failed,
    oldestWaitingAt: dateOf(row.oldest_waiting_at),
    lastHour: {
      attempts: row.attempts,
      successRate: row.attempts === 0 ? null : row.succeeded / row.attempts,
      p50Ms: row.p50_ms,
      p95Ms: row.p95_ms,
    },
    lastSuccessAt: dateOf(row.last_success_at),
    lastError: row.last_error,
    lastErrorCode: row.last_error_code,
    lastErrorAt: dateOf(row.last_error_at),
  }));
}

const failed = `outcome not in ('RUNNING', 'SUCCEEDED')`;

/** Of the attempts, those of the last hour are read, the last that succeeded, and the last that failed. */
const health = `
  select c.id, c.connector, c.name, c.active, c.limits, coalesce(k.state, 'CLOSED') as circuit, k.probe_at,
    waiting.*, given_up.*, recent.*, success.*, failure.*
  from integrations.connections c
  left join integrations.circuits k on k.connection_id = c.id
  cross join lateral (
    select count(*)::int as backlog,
      count(*) filter (where d.waits_for = 'dossier')::int as blocked,
      min(coalesce(d.taken_up_at, d.created_at)) filter (where d.waits_for is distinct from 'dossier') as oldest_waiting_at
    from integrations.deliveries d
    where d.connection_id = c.id and d.status in ('PENDING', 'SENDING', 'RETRYING', 'BLOCKED')
  ) waiting
  cross join lateral (
    select count(*)::int as failed from integrations.deliveries d where d.connection_id = c.id and d.status = 'FAILED'
  ) given_up
  cross join lateral (
    select count(*)::int as attempts, count(*) filter (where a.succeeded)::int as succeeded,
      percentile_disc(0.5) within group (order by a.duration_ms) as p50_ms,
      percentile_disc(0.95) within group (order by a.duration_ms) as p95_ms
    from (
      select true as succeeded, duration_ms from integrations.delivery_attempts
      where connection_id = c.id and started_at > ? and outcome = 'SUCCEEDED'
      union all
      select false, duration_ms from integrations.delivery_attempts
      where connection_id = c.id and started_at > ? and ${failed}
    ) a
  ) recent
  left join lateral (
    select started_at as last_success_at from integrations.delivery_attempts
    where connection_id = c.id and outcome = 'SUCCEEDED' order by started_at desc limit 1
  ) success on true
  left join lateral (
    select started_at as last_error_at, message as last_error, error_code as last_error_code
    from integrations.delivery_attempts
    where connection_id = c.id and ${failed} order by started_at desc limit 1
  ) failure on true
  where c.deleted_at is null
  order by c.connector, c.name`;

interface HealthRow {
  id: string;
  connector: string;
  name: string;
  active: boolean;
  limits: RateLimit[] | null;
  circuit: CircuitState;
  probe_at: Date | string | null;
  backlog: number;
  blocked: number;
  failed: number;
  oldest_waiting_at: Date | string | null;
  attempts: number;
  succeeded: number;
  p50_ms: number | null;
  p95_ms: number | null;
  last_success_at: Date | string | null;
  last_error: string | null;
  last_error_code: string | null;
  last_error_at: Date | string | null;
}

const dateOf = (value: Date | string | null): Date | null => (value ? new Date(value) : null);
