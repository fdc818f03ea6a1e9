import type { Connector } from '../../../platform/connectors/connector.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import type { Wait } from '../traffic/admit.js';
import { actionOf } from './action-of.js';
import type { DeliveryRequest } from './delivery-request.js';
import { newDelivery } from './new-delivery.js';
import { lockName } from './waiting-delivery.js';

/** Something to be done once for a subject on one certain connection. */
export interface First {
  connection: Connection;
  request: DeliveryRequest;
  /** What a new one waits for from the start. Default: nothing. */
  wait?: Wait | null;
}

const nameOf = ({ connection, request }: First) => lockName(connection, request);

/**
 * Asks for many things at once; what was asked for before is left as it is. All locks are taken in one order before
 * anything is written: two who ask for some of the same wait for each other, and never crosswise.
 *
 * @returns for each in turn its delivery, and whether it is new
 */
export async function requestFirsts(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  wanted: readonly First[],
): Promise<{ delivery: Delivery; isNew: boolean }[]> {
  const names = [...new Set(wanted.map(nameOf))].sort();
  await unit.em.execute(
    `select pg_advisory_xact_lock(hashtextextended(k.name, 0))
     from jsonb_array_elements_text(?::jsonb) with ordinality k (name, place) order by k.place`,
    [JSON.stringify(names)],
  );
  const known = await unit.em.find(Delivery, {
    connection: { $in: wanted.map(({ connection }) => connection.id) },
    subjectId: { $in: wanted.map(({ request }) => request.subjectId) },
    dedupeKey: '',
    status: { $ne: DeliveryStatus.CANCELLED },
  });
  const byName = new Map(known.map((delivery) => [lockName(delivery.connection, delivery), delivery]));
  const asked = [];
  for (const first of wanted) {
    const existing = byName.get(nameOf(first));
    const delivery = existing ?? (await newFirst(unit, connectors, first));
    byName.set(nameOf(first), delivery);
    asked.push({ delivery, isNew: !existing });
  }
  return asked;
}

function newFirst(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  { connection, request, wait = null }: First,
): Promise<Delivery> {
  const { action } = actionOf(connectors, request);
  return newDelivery(unit, { connection, action, request, input: null, isOneOfMany: false, wait });
}
