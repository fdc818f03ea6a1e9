import { requireTransition } from '../../../platform/service/require-transition.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Intervention } from '../entities/intervention.js';
import { InterventionStatus, interventionTransitions } from '../entities/intervention-status.js';
import { recordChange } from './record-change.js';

/**
 * The one place where a status changes.
 * @throws ConflictError when the status machine has no such transition
 */
export async function moveStatus(unit: UnitOfWork, intervention: Intervention, to: InterventionStatus): Promise<void> {
  const from = intervention.status;
  requireTransition('An intervention', interventionTransitions, from, to);
  intervention.status = to;
  if (to === InterventionStatus.INSTALLATION_DONE) intervention.completedAt ??= unit.now();
  if (to === InterventionStatus.IN_PROGRESS) intervention.completedAt = null;
  await recordChange(unit, intervention, { action: 'status-changed', fields: ['status'], from, to });
  await unit.emit('intervention.status-changed', {
    interventionId: intervention.id,
    reference: intervention.reference,
    from,
    to,
    signedDocumentTypes: intervention.signedDocumentTypes,
  });
}
