import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Intervention } from '../entities/intervention.js';
import { InterventionChange } from '../entities/intervention-change.js';
import { InterventionStatus, interventionTransitions } from '../entities/intervention-status.js';
import { moveStatus } from './move-status.js';
import { recordChange } from './record-change.js';

/**
 * Symphonics has the dossier: it is published. Said twice, it is published once.
 * @param at when that was; a later rejection, heard of before, stands
 */
export async function acceptDossier(unit: UnitOfWork, interventionId: string, at: Date): Promise<void> {
  const intervention = await loadForChange(unit, Intervention, interventionId);
  if (await wasRejectedSince(unit, intervention, at)) return;
  intervention.reviewReasons = [];
  if (intervention.status === InterventionStatus.PUBLISHED) return;
  await moveStatus(unit, intervention, InterventionStatus.PUBLISHED);
}

/** Events come in no promised order. */
async function wasRejectedSince({ em }: UnitOfWork, { id, status }: Intervention, at: Date): Promise<boolean> {
  if (status !== InterventionStatus.REJECTED) return false;
  const rejection = { interventionId: id, toStatus: InterventionStatus.REJECTED, createdAt: { $gte: at } };
  return (await em.count(InterventionChange, rejection)) > 0;
}

/** The dossier could not go out: it is flagged with the reasons, for a person to mend. */
export async function flagDossier(unit: UnitOfWork, interventionId: string, reasons: string[]): Promise<void> {
  const intervention = await loadForChange(unit, Intervention, interventionId);
  intervention.reviewReasons = reasons;
  await recordChange(unit, intervention, { action: 'flagged-for-review', fields: ['reviewReasons'] });
}

/** Symphonics took the dossier and refused it afterwards. */
export async function rejectDossier(unit: UnitOfWork, interventionId: string, reasons: string[]): Promise<void> {
  const intervention = await loadForChange(unit, Intervention, interventionId);
  if (!interventionTransitions[intervention.status].includes(InterventionStatus.REJECTED)) return;
  intervention.reviewReasons = reasons;
  await moveStatus(unit, intervention, InterventionStatus.REJECTED);
}
