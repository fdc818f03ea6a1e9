import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Intervention } from '../entities/intervention.js';
import { InterventionChange } from '../entities/intervention-change.js';
import type { InterventionStatus } from '../entities/intervention-status.js';

interface Change {
  action: string;
  fields: readonly string[];
  from?: InterventionStatus;
  to?: InterventionStatus;
}

/** Writes the change down: flushes it, so that the version is known, and adds it to the intervention's history. */
export async function recordChange(unit: UnitOfWork, intervention: Intervention, change: Change): Promise<void> {
  await unit.em.flush();
  unit.em.create(InterventionChange, {
    organizationId: intervention.organizationId,
    interventionId: intervention.id,
    action: change.action,
    version: intervention.version,
    fields: [...change.fields],
    fromStatus: change.from ?? null,
    toStatus: change.to ?? null,
    actorId: unit.caller.actor.id,
    actorName: unit.caller.actor.name,
    createdAt: unit.now(),
  });
}
