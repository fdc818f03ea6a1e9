import type { Asked, KnownSubject } from '../../../platform/connectors/connector.js';
import type { EntityManager } from '../../../platform/database/database.js';
import type { UnitIdentity } from '../../../platform/service/unit-of-work.js';
import type { Delivery } from '../entities/delivery.js';
import { permitted } from '../partners/permitted.js';
import type { IntegrationsServices } from '../services.js';
import { actionOf } from './action-of.js';
import { externalIdsOf } from './external-records.js';
import { knownSubject } from './known-subject.js';
import { type Preparation, preparePayload } from './prepare-payload.js';

/** What a delivery would send now, or why it cannot go. */
export async function prepareDelivery(
  services: IntegrationsServices,
  { caller }: UnitIdentity,
  delivery: Delivery,
): Promise<{ prepared: Preparation; known: KnownSubject }> {
  const { connection, subjectId, id, organizationId } = delivery;
  const { action } = actionOf(services.connectors, delivery);
  const read = <T>(work: (em: EntityManager) => Promise<T>) => services.database.read(organizationId, work);
  const about = { connectionId: connection.id, subjectId, except: id };
  const known = await read((em) => knownSubject(em, action, about));
  const { prepared, known: whole } = await preparePayload(services, caller, action, {
    subjectId,
    known,
    asked: askedOf(delivery),
    idsOf: (needed) => read((em) => externalIdsOf(em, connection.id, needed)),
  });
  return { prepared: permitted(connection, action, prepared), known: whole };
}

/** What was asked for along with the subject. */
const askedOf = ({ variant, input, connection, createdAt }: Delivery): Asked => ({
  at: createdAt,
  variant,
  input,
  settings: connection.settings,
});
