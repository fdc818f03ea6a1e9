import type { Connector } from '../../../platform/connectors/connector.js';
import type { RateLimit } from '../../../platform/connectors/rate-limit.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Circuit } from '../entities/circuit.js';
import type { Connection } from '../entities/connection.js';
import type { WaitsFor } from '../entities/delivery.js';
import { askCircuit } from './circuit-breaker.js';
import { lockCircuit } from './lock-circuit.js';
import { budgetFreeAt, type Reservation, spend, spendIfFree } from './rate-budget.js';

/** Why something has to wait before it may go to a vendor, and until when. */
export interface Wait {
  waitsFor: WaitsFor;
  blockedBy: string;
  until: Date | null;
}

/** What the vendor allows on this connection: as agreed for it, or as the vendor documents. */
export function limitsOf(connector: Connector, connection: Pick<Connection, 'limits'>): readonly RateLimit[] {
  return connection.limits ?? connector.limits ?? [];
}

/**
 * Asks whether so many requests may go to the vendor now, and counts them when they may. All workers of all processes
 * ask here, one at a time for a connection.
 *
 * @returns why and until when to wait; `null` to go
 */
export async function admit(
  unit: UnitOfWork,
  connector: Connector,
  connection: Connection,
  reservation: Reservation,
): Promise<Wait | null> {
  if (connection.deletedAt) return { waitsFor: 'connection', blockedBy: 'connection deleted', until: null };
  if (!connection.authorised) return { waitsFor: 'connection', blockedBy: 'not authorised', until: null };
  if (!connection.active) return { waitsFor: 'connection', blockedBy: 'connection paused', until: null };
  const now = unit.now();
  const limits = limitsOf(connector, connection);
  if (await spendIfFree(unit.em, connection, limits, reservation)) return null;
  const circuit = await lockCircuit(unit.em, connection);
  const wait = await waitForBudget(unit, connection, circuit, limits, reservation.requests);
  if (wait) return wait;
  // Asked last: going ahead is what half-opens it.
  const probeAt = askCircuit(circuit, now);
  if (probeAt) return { waitsFor: 'circuit', blockedBy: 'open circuit', until: probeAt };
  if (limits.length > 0) await spend(unit.em, connection, reservation);
  return null;
}

/** For one request with which a person sees how the vendor is: neither a pause nor an open circuit keeps it. */
export async function admitTest(
  unit: UnitOfWork,
  connector: Connector,
  connection: Connection,
  reservation: Reservation,
): Promise<Wait | null> {
  const limits = limitsOf(connector, connection);
  const circuit = await lockCircuit(unit.em, connection);
  const wait = await waitForBudget(unit, connection, circuit, limits, reservation.requests);
  if (!wait && limits.length > 0) await spend(unit.em, connection, reservation);
  return wait;
}

async function waitForBudget(
  unit: UnitOfWork,
  connection: Connection,
  { heldUntil }: Circuit,
  limits: readonly RateLimit[],
  cost: number,
): Promise<Wait | null> {
  const now = unit.now();
  if (heldUntil && heldUntil > now) {
    return { waitsFor: 'budget', blockedBy: 'rate limit of the vendor', until: heldUntil };
  }
  const free = await budgetFreeAt(unit.em, connection, limits, cost, now);
  return free ? { waitsFor: 'budget', blockedBy: `rate budget (${free.window})`, until: free.at } : null;
}
