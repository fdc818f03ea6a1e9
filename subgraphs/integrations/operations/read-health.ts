import type { Connector } from '../../../platform/connectors/connector.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { connectorOf } from '../connections/open-credentials.js';
import { Circuit, CircuitState } from '../entities/circuit.js';
import { Connection } from '../entities/connection.js';
import type { BudgetLeft, IntegrationHealth } from '../resolvers/types.js';
import { limitsOf } from '../traffic/admit.js';
import { budgetLeft, paceOf } from '../traffic/rate-budget.js';

const unsettled = `('PENDING', 'SENDING', 'RETRYING', 'BLOCKED')`;

/** How each connection of the organization is doing. */
export async function readHealth(
  em: EntityManager,
  connectors: readonly Connector[],
  now: Date,
): Promise<IntegrationHealth[]> {
  const connections = await em.find(Connection, {}, { orderBy: { connector: 'asc', name: 'asc' } });
  const ids = connections.map(({ id }) => id);
  const circuits = new Map(
    (await em.find(Circuit, { connectionId: { $in: ids } })).map((one) => [one.connectionId, one]),
  );
  const counts = new Map((await countDeliveries(em)).map((row) => [row.connection_id, row]));
  const health: IntegrationHealth[] = [];
  for (const connection of connections) {
    const { id: connectionId, connector, name, active } = connection;
    const circuit = circuits.get(connectionId);
    const row = counts.get(connectionId);
    health.push({
      connectionId,
      connector,
      name,
      active,
      circuit: circuit?.state ?? CircuitState.CLOSED,
      probeAt: circuit?.probeAt ?? null,
      budgets: await budgetsOf(em, connectorOf(connectors, connector), connection, now),
      backlog: row?.backlog ?? 0,
      blocked: row?.blocked ?? 0,
      failed: row?.failed ?? 0,
      oldestWaitingAt: dateOf(row?.oldest_waiting_at),
      lastSuccessAt: dateOf(row?.last_success_at),
      lastError: row?.last_error ?? null,
      lastErrorAt: dateOf(row?.last_error_at),
    });
  }
  return health;
}

async function budgetsOf(
  em: EntityManager,
  connector: Connector,
  connection: Connection,
  now: Date,
): Promise<BudgetLeft[]> {
  const limits = limitsOf(connector, connection);
  if (limits.length === 0) return [];
  const perMs = await paceOf(em, connection, now);
  return (await budgetLeft(em, connection, limits, now)).map(({ window, requests, windowMs, used, remaining }) => ({
    window,
    requests,
    used,
    remaining,
    // A pace that the window keeps up with never empties it.
    exhaustedAt: perMs * windowMs > requests ? new Date(now.getTime() + remaining / perMs) : null,
  }));
}

function countDeliveries(em: EntityManager): Promise<CountRow[]> {
  return em.execute<CountRow[]>(`
    select d.connection_id,
      count(*) filter (where d.status in ${unsettled})::int as backlog,
      count(*) filter (where d.status = 'BLOCKED' and d.waits_for = 'dossier')::int as blocked,
      count(*) filter (where d.status = 'FAILED')::int as failed,
      min(d.created_at) filter (where d.status in ${unsettled}) as oldest_waiting_at,
      max(d.updated_at) filter (where d.status = 'SUCCEEDED') as last_success_at,
      (array_agg(d.last_error order by d.updated_at desc) filter (where d.last_error is not null))[1] as last_error,
      max(d.updated_at) filter (where d.last_error is not null) as last_error_at
    from integrations.deliveries d
    group by d.connection_id`);
}

interface CountRow {
  connection_id: string;
  backlog: number;
  blocked: number;
  failed: number;
  oldest_waiting_at: Date | string | null;
  last_success_at: Date | string | null;
  last_error: string | null;
  last_error_at: Date | string | null;
}

const dateOf = (value: Date | string | null | undefined): Date | null => (value ? new Date(value) : null);
