import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';
import type { Connector } from '../../../platform/connectors/connector.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { enqueueDelivery, moveDelivery } from '../deliveries/move-delivery.js';
import { type Circuit, CircuitState } from '../entities/circuit.js';
import { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { limitsOf, type Wait } from './admit.js';
import { lockCircuit } from './lock-circuit.js';
import { budgetFreeAt, budgetLeft } from './rate-budget.js';

/** Where a connection is put whose waiting deliveries are to be looked at. */
export const drainQueue = {
  name: 'drain-connection',
  payload: z.object({ organizationId: z.uuid(), connectionId: z.uuid() }),
};

/** Deliveries woken at once; the others follow right after. */
const wokenAtOnce = 200;
/** A drain this long overdue was lost, in milliseconds. */
const overdueMs = 60_000;

const waiting = ['budget', 'circuit', 'connection'] as const;

/** The delivery has to wait for its connection: it says why, and is woken when the time comes. It uses no attempt. */
export async function holdBack(unit: UnitOfWork, delivery: Delivery, wait: Wait): Promise<void> {
  const { connection, subjectReference, connector } = delivery;
  if (wait.until) await scheduleDrain(unit, connection, await lockCircuit(unit.em, connection), wait.until);
  const until = wait.until ? ` until ${wait.until.toISOString()}` : '';
  const message = `${subjectReference} waits for ${connector}${until}: ${wait.blockedBy}`;
  await moveDelivery(unit, delivery, DeliveryStatus.BLOCKED, message, {
    blockedBy: wait.blockedBy,
    waitsFor: wait.waitsFor,
    nextAttemptAt: wait.until,
    leaseId: null,
    leaseUntil: null,
  });
}

/** Has the waiting deliveries looked at by then; once, however many ask. Call it under the circuit's lock. */
export async function scheduleDrain(
  unit: UnitOfWork,
  { id, organizationId }: Connection,
  circuit: Circuit,
  at: Date,
): Promise<void> {
  const { drainAt } = circuit;
  const lost = drainAt && drainAt.getTime() < unit.now().getTime() - overdueMs;
  if (drainAt && drainAt <= at && !lost) return;
  circuit.drainAt = at;
  await unit.enqueue(drainQueue, { organizationId, connectionId: id }, { startAfter: at });
}

/** Wakes as many waiting deliveries as may go now, by priority and then by age, and comes back for the rest. */
export async function drainWaiting(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  connectionId: string,
): Promise<void> {
  const { em } = unit;
  const connection = await em.findOne(Connection, { id: connectionId });
  if (!connection) return;
  const circuit = await lockCircuit(em, connection);
  circuit.drainAt = null;
  // Those that a person keeps waiting are looked at when that person lets them go on.
  if (!connection.active || !connection.authorised) return;
  const room = await roomNow(unit, connectorOf(connectors, connection.connector), connection, circuit);
  const where = { connection, status: DeliveryStatus.BLOCKED, waitsFor: { $in: [...waiting] } };
  const order = { priority: 'desc', createdAt: 'asc', id: 'asc' } as const;
  const limit = Math.min(room.count, wokenAtOnce);
  // A limit of nothing would be none at all.
  const next =
    limit > 0 ? await em.find(Delivery, where, { orderBy: order, limit, lockMode: LockMode.PESSIMISTIC_WRITE }) : [];
  const left = (await em.count(Delivery, where)) - next.length;
  if (left > 0) await scheduleDrain(unit, connection, circuit, room.count > next.length ? unit.now() : room.againAt);
  for (const delivery of next) {
    await enqueueDelivery(unit, delivery);
    await moveDelivery(
      unit,
      delivery,
      DeliveryStatus.PENDING,
      `${delivery.subjectReference} may go on to ${delivery.connector}`,
    );
  }
}

/** How many deliveries may go now, and when to look again for the others. */
async function roomNow(
  unit: UnitOfWork,
  connector: Connector,
  connection: Connection,
  circuit: Circuit,
): Promise<{ count: number; againAt: Date }> {
  const now = unit.now();
  if (circuit.heldUntil && circuit.heldUntil > now) return { count: 0, againAt: circuit.heldUntil };
  if (circuit.state !== CircuitState.CLOSED) {
    const waits = circuit.probeAt && circuit.probeAt > now;
    // The probe itself schedules what follows from its outcome; this is for the case that it is lost.
    return {
      count: waits ? 0 : 1,
      againAt: waits && circuit.probeAt ? circuit.probeAt : new Date(now.getTime() + overdueMs),
    };
  }
  const limits = limitsOf(connector, connection);
  if (limits.length === 0) return { count: wokenAtOnce, againAt: now };
  const left = await budgetLeft(unit.em, connection, limits, now);
  const count = Math.min(...left.map(({ remaining }) => remaining));
  const free = await budgetFreeAt(unit.em, connection, limits, count + 1, now);
  return { count, againAt: free?.at ?? now };
}
