import { NotFoundError } from '../../../platform/errors/errors.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Connection } from '../entities/connection.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { noteSuccess } from './circuit-breaker.js';
import { scheduleDrain } from './drain-connection.js';
import { lockCircuit } from './lock-circuit.js';

/**
 * Closes a connection's circuit at a person's word, and lets what waited go on.
 * @throws NotFoundError
 */
export async function resetCircuit(unit: UnitOfWork, id: string): Promise<Connection> {
  const connection = isUuid(id) ? await unit.em.findOne(Connection, { id }) : null;
  if (!connection) throw new NotFoundError(`There is no connection ${id}.`, { details: { id } });
  const circuit = await lockCircuit(unit.em, connection);
  circuit.heldUntil = null;
  const wasOpen = noteSuccess(circuit);
  await scheduleDrain(unit, connection, circuit, unit.now());
  if (wasOpen) {
    const message = `the circuit of ${connection.connector} was closed by ${unit.caller.actor.name}`;
    await appendSyncEvent(unit, { type: 'circuit.closed', message, connector: connection.connector });
  }
  return connection;
}
