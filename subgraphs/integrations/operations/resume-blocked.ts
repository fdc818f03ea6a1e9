import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { resumeDelivery } from '../deliveries/resume-delivery.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';

/** The subject has changed: what its deliveries waited for may be there now, and so may what others need its word for. */
export async function resumeBlocked(unit: UnitOfWork, subjectId: string): Promise<void> {
  const blocked = await unit.em.find(
    Delivery,
    {
      $or: [{ subjectId }, { awaitedSubjectId: subjectId }],
      status: DeliveryStatus.BLOCKED,
      waitsFor: 'dossier',
    },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { createdAt: 'asc' } },
  );
  for (const delivery of blocked) await resumeDelivery(unit, delivery);
}
