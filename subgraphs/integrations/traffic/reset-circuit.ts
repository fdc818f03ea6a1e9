import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { presentConnection } from '../connections/present-connection.js';
import type { Connection } from '../entities/connection.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { noteSuccess } from './circuit-breaker.js';
import { scheduleDrain } from './drain-connection.js';
import { lockCircuit } from './lock-circuit.js';

/**
 * Closes a connection's circuit at a person's word, and lets what waited go on.
 * @throws NotFoundError
 */
export async function resetCircuit(unit: UnitOfWork, id: string): Promise<Connection> {
  const connection = await presentConnection(unit, id);
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
