import { LockMode } from '@mikro-orm/core';
import type { SharedRecord } from '../../../platform/connectors/vendor-records.js';
import { runUnitOfWork, type UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { requestOn } from '../deliveries/request-delivery.js';
import { Delivery } from '../entities/delivery.js';
import { ExternalRecord } from '../entities/external-record.js';
import { resumeBlocked } from '../operations/resume-blocked.js';
import type { IntegrationsServices } from '../services.js';
import { compareSides } from './compare-sides.js';
import type { Heard } from './heard.js';
import { linkRecord } from './link-record.js';
import { noteConflicts } from './note-conflicts.js';
import { pullRecordQueue } from './pull-record-queue.js';
import { readOurs } from './read-ours.js';
import { recordRules } from './rules.js';

/** How soon both sides are compared again after one was told to take something over, in milliseconds. */
const settledAfterMs = 5_000;

/** Two sides that write the same in two ways are left to the next reading, rather than have them turn in a circle. */
const mostRounds = 3;

/**
 * Compares what the vendor has with what we have, and has each side take over what the rules say. Safe to do again and
 * in any order: what both have agreed on moves only with what both have.
 * @returns `new` for a payment that we did not have, `wait` while our own call may still bring the record there
 */
export async function compareRecord(
  services: IntegrationsServices,
  heard: Heard,
): Promise<'same' | 'changed' | 'new' | 'unknown' | 'wait'> {
  const { identity, connection, type, remote, round = 0 } = heard;
  const record = connectorOf(services.connectors, connection.connector).records?.[type];
  const rules = recordRules[type];
  if (!record || !rules) return 'unknown';
  const link = await runUnitOfWork(services, identity, (unit) => linkRecord(unit, heard));
  if (typeof link === 'string') return link;
  const sides = await readOurs(services, identity, { type, record, ids: [link.subjectId] });
  const ours = sides.get(link.subjectId);
  if (!ours) return 'unknown';
  return runUnitOfWork(services, identity, async (unit) => {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE };
    const known = await unit.em.findOne(ExternalRecord, { id: link.id }, lock);
    if (!known) return 'same';
    const merged = compareSides(rules, known, { remote, ours });
    if (typeof merged === 'string') return merged;
    Object.assign(known, { base: merged.base, remoteUpdatedAt: remote.updatedAt });
    const held = await noteConflicts(unit, heard, link.subjectId, merged, { ours: ours.fields, theirs: remote.fields });
    const changes = Object.fromEntries(Object.entries(merged.ours).filter(([field]) => !held.has(field)));
    const hasChanges = Object.keys(changes).length > 0;
    if (hasChanges) await tellChanges(unit, heard, link.subjectId, changes);
    // The vendor is brought up to date with whole records: none goes out over a field that a person is to decide on.
    const pushes = held.size === 0 && Object.keys(merged.theirs).length > 0;
    if (pushes) await push(unit, services, heard, link.subjectId, record);
    if (!hasChanges && !pushes) {
      // What was held back for our side to take something over may go.
      if (held.size === 0) await resumeBlocked(unit, link.subjectId);
      return 'same';
    }
    if (round === mostRounds) return 'changed';
    const { organizationId } = identity.caller;
    const startAfter = new Date(unit.now().getTime() + settledAfterMs);
    const { externalId } = remote;
    const payload = { organizationId, connectionId: connection.id, type, externalId, round: round + 1 };
    await unit.enqueue(pullRecordQueue, payload, { startAfter });
    return 'changed';
  });
}

/** Has whose record it is take the vendor's values over. */
async function tellChanges(
  unit: UnitOfWork,
  { connection, type, remote }: Heard,
  subjectId: string,
  changes: Record<string, unknown>,
): Promise<void> {
  await unit.emit('record.changed-at-vendor', {
    type,
    subjectId,
    connectionId: connection.id,
    connector: connection.connector,
    externalId: remote.externalId,
    changes,
    moment: remote.updatedAt.toISOString(),
  });
}

async function push(
  unit: UnitOfWork,
  { connectors }: IntegrationsServices,
  { connection, type }: Heard,
  subjectId: string,
  { pushedBy, pushInput }: SharedRecord<unknown>,
): Promise<void> {
  const action = connectorOf(connectors, connection.connector).actions[pushedBy];
  if (!action) throw new Error(`connector ${connection.connector} has no action ${pushedBy}`);
  const last = await unit.em.findOne(Delivery, { connection, subjectId }, { orderBy: { createdAt: 'desc' } });
  await requestOn(unit, connection, action, {
    connector: connection.connector,
    action: pushedBy,
    subjectType: type,
    subjectId,
    subjectReference: last?.subjectReference ?? subjectId,
    byHand: false,
    input: pushInput,
    isSilent: true,
  });
}
