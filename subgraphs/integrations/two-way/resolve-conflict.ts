import { LockMode } from '@mikro-orm/core';
import { ConflictError } from '../../../platform/errors/errors.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { ExternalRecord } from '../entities/external-record.js';
import { resumeBlocked } from '../operations/resume-blocked.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { Conflict, ConflictStatus } from './conflict.js';
import { pullRecordQueue } from './pull-record-queue.js';

export interface Decision {
  take: 'OURS' | 'THEIRS';
  /** Takes the place of either: it is taken over here, and goes to the vendor. */
  value?: unknown;
}

/**
 * Lets a person's word settle a clash: the side that is not taken counts as what both had before, so that the next
 * comparison sees one change alone and brings it to the other side.
 * @throws NotFoundError
 * @throws ConflictError when it is settled already
 */
export async function resolveConflict(unit: UnitOfWork, id: string, { take, value }: Decision): Promise<Conflict> {
  const conflict = await requireRow(unit, Conflict, id, { lock: true });
  if (conflict.status !== ConflictStatus.OPEN) {
    throw new ConflictError('It is settled already.', { details: { id, resolution: conflict.resolution } });
  }
  const { connectionId, recordType, externalId, field, connector, subjectId, ours, theirs } = conflict;
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE };
  const record = await unit.em.findOne(ExternalRecord, { connectionId, recordType, externalId }, lock);
  const hasValue = value !== undefined && value !== null;
  if (record) {
    record.base = { ...record.base, [field]: take === 'OURS' || hasValue ? theirs : ours };
    // The vendor's record is looked at again, though it has not changed.
    record.remoteUpdatedAt = null;
  }
  const resolvedAt = unit.now();
  Object.assign(conflict, { status: 'RESOLVED', resolution: take, resolvedBy: unit.caller.actor.name, resolvedAt });
  if (hasValue) {
    await unit.emit('record.changed-at-vendor', {
      type: recordType,
      subjectId,
      connectionId,
      connector,
      externalId,
      changes: { [field]: value },
      moment: resolvedAt.toISOString(),
    });
  }
  const payload = { organizationId: conflict.organizationId, connectionId, type: recordType, externalId };
  const startAfter = hasValue ? { startAfter: new Date(resolvedAt.getTime() + settledAfterMs) } : {};
  await unit.enqueue(pullRecordQueue, payload, startAfter);
  const message = `${unit.caller.actor.name} settled ${field} of a ${recordType}: ${take.toLowerCase()}`;
  await resumeBlocked(unit, subjectId);
  await appendSyncEvent(unit, { type: 'conflict.resolved', message, connector, subjectType: recordType, subjectId });
  return conflict;
}

/** How long our own side is given to take a value over, in milliseconds. */
const settledAfterMs = 5_000;
