import type { EntityManager } from '../../../platform/database/database.js';
import { Circuit, CircuitState } from '../entities/circuit.js';
import type { Connection } from '../entities/connection.js';
import type { Wait } from '../traffic/admit.js';

/** The circuits of partners that fail or take their time, by the connection: what is for the others goes before theirs. */
export async function troubledCircuits(
  em: EntityManager,
  partners: readonly Connection[],
  now: Date,
): Promise<ReadonlyMap<string, Circuit>> {
  const circuits = await em.find(Circuit, {
    connectionId: { $in: partners.map(({ id }) => id) },
    $or: [{ state: { $ne: CircuitState.CLOSED } }, { failures: { $gt: 0 } }, { slowUntil: { $gt: now } }],
  });
  return new Map(circuits.map((circuit) => [circuit.connectionId, circuit]));
}

/** What a new delivery waits for from the start, where a worker could do nothing but find that out. */
export function openCircuitOf(circuit: Circuit | undefined, now: Date): Wait | null {
  if (circuit?.state !== CircuitState.OPEN || !circuit.probeAt || circuit.probeAt <= now) return null;
  return { waitsFor: 'circuit', blockedBy: 'open circuit', until: circuit.probeAt };
}
