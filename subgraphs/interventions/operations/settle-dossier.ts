import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Intervention } from '../entities/intervention.js';
import { InterventionStatus, interventionTransitions } from '../entities/intervention-status.js';
import { moveStatus } from './move-status.js';
import { recordChange } from './record-change.js';

/** Symphonics has the dossier: it is published. Said twice, it is published once. */
export async function acceptDossier(unit: UnitOfWork, interventionId: string): Promise<void> {
  const intervention = await loadForChange(unit, Intervention, interventionId);
  intervention.reviewReasons = [];
  if (intervention.status === InterventionStatus.PUBLISHED) return;
  await moveStatus(unit, intervention, InterventionStatus.PUBLISHED);
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
