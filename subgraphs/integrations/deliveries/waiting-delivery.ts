import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';

/** What tells deliveries on one connection apart, but for those of which there may be many. */
export interface DeliveryName {
  action: string;
  subjectId: string;
  /** Default: ''. */
  variant?: string | undefined;
}

/** What two who ask for the same thing on the same connection both lock. */
export const lockName = ({ id }: Pick<Connection, 'id'>, { action, subjectId, variant = '' }: DeliveryName): string =>
  `delivery:${id}:${action}:${subjectId}:${variant}`;

/** Makes two askers for the same thing take turns before either looks. */
export async function lockDeliveries({ em }: UnitOfWork, connection: Connection, name: DeliveryName): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [lockName(connection, name)]);
}

/** One of many that has not gone yet: its payload is read when it goes, so that it takes along what changes until then. */
export function waitingDelivery(
  { em }: UnitOfWork,
  connection: Connection,
  { action, subjectId, variant = '' }: DeliveryName,
): Promise<Delivery | null> {
  return em.findOne(
    Delivery,
    {
      connection,
      action,
      subjectId,
      variant,
      status: { $in: [DeliveryStatus.PENDING, DeliveryStatus.RETRYING, DeliveryStatus.BLOCKED] },
      // A claimed one may have read its payload already, and one that may have arrived is not sent again if it has.
      leaseId: null,
      mustReconcile: false,
    },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { createdAt: 'asc', id: 'asc' } },
  );
}
