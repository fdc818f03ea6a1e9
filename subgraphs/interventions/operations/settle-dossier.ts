import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Intervention } from '../entities/intervention.js';
import { InterventionStatus, interventionTransitions } from '../entities/intervention-status.js';
import { moveStatus } from './move-status.js';
import { recordChange } from './record-change.js';

// Events come in no promised order: each says when it happened, and the newest has the last word, both on what became
// of the dossier and on what is wrong with it.

/**
 * Symphonics has the dossier: it is published. Said twice, it is published once.
 * @param at when that was
 */
export async function acceptDossier(unit: UnitOfWork, interventionId: string, at: Date): Promise<void> {
  const intervention = await loadForChange(unit, Intervention, interventionId);
  await review(unit, intervention, [], at);
  if (!(await isNewest(unit, intervention, 'verdict_at', at))) return;
  if (intervention.status === InterventionStatus.PUBLISHED) return;
  await moveStatus(unit, intervention, InterventionStatus.PUBLISHED);
}

/**
 * The dossier could not go out: it is flagged with the reasons, for a person to mend.
 * @param at when that was
 */
export async function flagDossier(
  unit: UnitOfWork,
  interventionId: string,
  reasons: string[],
  at: Date,
): Promise<void> {
  const intervention = await loadForChange(unit, Intervention, interventionId);
  if (!(await review(unit, intervention, reasons, at))) return;
  await recordChange(unit, intervention, { action: 'flagged-for-review', fields: ['reviewReasons'] });
}

/**
 * Symphonics took the dossier and refused it afterwards.
 * @param at when that was
 */
export async function rejectDossier(
  unit: UnitOfWork,
  interventionId: string,
  reasons: string[],
  at: Date,
): Promise<void> {
  const intervention = await loadForChange(unit, Intervention, interventionId);
  if (!(await isNewest(unit, intervention, 'verdict_at', at))) return;
  const { status } = intervention;
  const isRejected = status === InterventionStatus.REJECTED;
  if (!isRejected && !interventionTransitions[status].includes(InterventionStatus.REJECTED)) return;
  await review(unit, intervention, reasons, at);
  if (!isRejected) await moveStatus(unit, intervention, InterventionStatus.REJECTED);
}

/** Takes over what is wrong with the dossier, unless that is known from later. */
async function review(unit: UnitOfWork, intervention: Intervention, reasons: string[], at: Date): Promise<boolean> {
  if (!(await isNewest(unit, intervention, 'reviewed_at', at))) return false;
  intervention.reviewReasons = reasons;
  return true;
}

/** Notes when something was said; `false` when it is known from later. No version of its own: nobody sees it. */
async function isNewest(
  { em }: UnitOfWork,
  { id }: Intervention,
  column: 'reviewed_at' | 'verdict_at',
  at: Date,
): Promise<boolean> {
  const noted = await em.execute<object[]>(
    `update interventions.interventions set ${column} = ? where id = ? and (${column} is null or ${column} <= ?) returning id`,
    [at, id, at],
  );
  return noted.length > 0;
}
