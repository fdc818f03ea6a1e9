import { isDeepStrictEqual } from 'node:util';
import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { Conflict, ConflictResolution, ConflictStatus } from './conflict.js';
import type { Heard } from './heard.js';
import type { FieldConflict, Fields, Merged } from './merge.js';

/**
 * Puts what no rule settles into the inbox, keeps what is there up to date, and closes what both sides have come to
 * agree on.
 * @returns the fields that a person is to decide on: nothing is taken over or sent out over them
 */
export async function noteConflicts(
  unit: UnitOfWork,
  heard: Heard,
  subjectId: string,
  merged: Merged,
  sides: { ours: Fields; theirs: Fields },
): Promise<Set<string>> {
  const { connection, type, remote } = heard;
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
  const which = { connectionId: connection.id, recordType: type, externalId: remote.externalId } as const;
  const open = await unit.em.find(Conflict, { ...which, status: ConflictStatus.OPEN }, lock);
  const held = new Set<string>();
  for (const conflict of open) {
    const [ours = null, theirs = null] = [sides.ours[conflict.field], sides.theirs[conflict.field]];
    if (isDeepStrictEqual(ours, theirs)) {
      const resolvedAt = unit.now();
      Object.assign(conflict, { status: ConflictStatus.RESOLVED, resolution: ConflictResolution.AGREED, resolvedAt });
    } else {
      Object.assign(conflict, { ours, theirs });
      held.add(conflict.field);
    }
  }
  for (const conflict of merged.conflicts) {
    if (held.has(conflict.field)) continue;
    held.add(conflict.field);
    await openConflict(unit, { ...which, connector: connection.connector, subjectId }, conflict);
  }
  return held;
}

type Which = Pick<Conflict, 'connectionId' | 'recordType' | 'externalId' | 'connector' | 'subjectId'>;

/** Puts a clash into the inbox, and tells of it. */
export async function openConflict(
  unit: UnitOfWork,
  which: Which,
  { field, base, ours, theirs, rule, reason = null }: FieldConflict & { reason?: string | null },
): Promise<void> {
  unit.em.create(Conflict, {
    ...which,
    organizationId: unit.caller.organizationId,
    field,
    base,
    ours,
    theirs,
    rule,
    reason,
    status: ConflictStatus.OPEN,
    createdAt: unit.now(),
  });
  await unit.em.flush();
  const { recordType: subjectType, subjectId, connector } = which;
  const message = `${field} of a ${subjectType} is one thing here and another at ${connector}: a person has to decide`;
  await appendSyncEvent(unit, { type: 'conflict.opened', message, connector, subjectType, subjectId });
}
