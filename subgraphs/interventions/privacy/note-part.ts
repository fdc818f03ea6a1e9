import { LockMode } from '@mikro-orm/core';
import { domainEventQueue } from '../../../platform/events/domain-event-queue.js';
import type { ErasurePart } from '../../../platform/events/erasure-part.js';
import { forgetFinishedJobs } from '../../../platform/jobs/forget-finished.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Erasure } from './erasure.js';

/** Notes what a subgraph did; said twice, the first counts. With the last of them the erasure is complete. */
export async function notePart(unit: UnitOfWork, erasureId: string, part: ErasurePart): Promise<void> {
  const { em, caller } = unit;
  const erasure = await em.findOne(Erasure, { id: erasureId }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (!erasure) return;
  if (erasure.parts.every(({ subgraph }) => subgraph !== part.subgraph)) {
    erasure.parts = [...erasure.parts, { ...part, doneAt: unit.now().toISOString() }];
  }
  // What vendors said of a dossier, word by word.
  await forgetFinishedJobs(em, domainEventQueue('interventions'), caller.organizationId);
  if (erasure.waitingFor.length > 0 || erasure.completedAt) return;
  erasure.completedAt = unit.now();
  erasure.emailDigest = null;
}
