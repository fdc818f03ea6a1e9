import type { Connector } from '../../../platform/connectors/connector.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { Circuit, CircuitState } from '../entities/circuit.js';
import type { Connection } from '../entities/connection.js';
import { limitsOf } from './admit.js';
import { budgetFreeAt } from './rate-budget.js';

/** When so many requests could go, and what they would wait for. */
export interface Foreseen {
  /** `null` when that is for a person to decide: the connection is paused. */
  goesAt: Date | null;
  blockedBy: string | null;
}

/** What `admit` would answer now, looked at without taking anything. */
export async function foresee(
  em: EntityManager,
  connector: Connector,
  connection: Connection,
  cost: number,
  now: Date,
): Promise<Foreseen> {
  if (!connection.active) return { goesAt: null, blockedBy: 'connection paused' };
  const circuit = await em.findOne(Circuit, { connectionId: connection.id });
  if (circuit?.heldUntil && circuit.heldUntil > now) {
    return { goesAt: circuit.heldUntil, blockedBy: 'rate limit of the vendor' };
  }
  const free = await budgetFreeAt(em, connection, limitsOf(connector, connection), cost, now);
  if (free) return { goesAt: free.at, blockedBy: `rate budget (${free.window})` };
  if (circuit && circuit.state !== CircuitState.CLOSED && circuit.probeAt && circuit.probeAt > now) {
    return { goesAt: circuit.probeAt, blockedBy: 'open circuit' };
  }
  return { goesAt: now, blockedBy: null };
}
