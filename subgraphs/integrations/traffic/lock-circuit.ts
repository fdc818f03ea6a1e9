import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { Circuit, CircuitState } from '../entities/circuit.js';
import type { Connection } from '../entities/connection.js';

/** The connection's circuit, locked until the transaction ends; made when it is not there. */
export async function lockCircuit(em: EntityManager, { id, organizationId }: Connection): Promise<Circuit> {
  const options = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true };
  const known = await em.findOne(Circuit, { connectionId: id }, options);
  if (known) return known;
  await em.upsert(
    Circuit,
    { connectionId: id, organizationId, state: CircuitState.CLOSED },
    { onConflictAction: 'ignore' },
  );
  return em.findOneOrFail(Circuit, { connectionId: id }, options);
}
