import type { FilterQuery } from '@mikro-orm/core';
import {
  type ConnectorAction,
  type KnownSubject,
  nothingKnown,
  subjectKey,
} from '../../../platform/connectors/connector.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { subjectOf } from './action-of.js';
import { externalIdsOf } from './external-records.js';

/**
 * What the vendor of a connection has of a subject: of an update, through the deliveries it follows; of anything else, the
 * record that such actions leave.
 */
export async function knownSubject(
  em: EntityManager,
  action: ConnectorAction<unknown>,
  { connectionId, subjectId, except }: { connectionId: string; subjectId: string; except?: string },
): Promise<KnownSubject> {
  if (action.follows) {
    const others = { connection: connectionId, subjectId, ...(except && { id: { $ne: except } }) };
    return { ...nothingKnown, ...(await sentOf(em, action.follows, others)) };
  }
  const subject = { type: action.leaves ?? subjectOf(action), id: subjectId };
  const records = await externalIdsOf(em, connectionId, [subject]);
  return { ...nothingKnown, externalId: records.get(subjectKey(subject)) ?? null };
}

/**
 * What may have arrived counts too: whether it did is a person's question, and sending it along with the next update
 * would be the blind repetition that it was kept from.
 */
async function sentOf(
  em: EntityManager,
  follows: string,
  others: FilterQuery<Delivery>,
): Promise<Pick<KnownSubject, 'externalId' | 'items'>> {
  const found = await em.find(Delivery, others, { populate: ['sentItems'], orderBy: { createdAt: 'desc' } });
  const first = found.find(
    ({ action, dedupeKey, status }) => action === follows && dedupeKey === '' && status === DeliveryStatus.SUCCEEDED,
  );
  const items = new Set(found.flatMap(({ sentItems }) => sentItems ?? []));
  return { externalId: first?.externalId ?? null, items };
}
