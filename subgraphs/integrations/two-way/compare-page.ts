import { LockMode } from '@mikro-orm/core';
import type { RemoteRecord } from '../../../platform/connectors/vendor-records.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { ExternalRecord } from '../entities/external-record.js';
import type { IntegrationsServices } from '../services.js';
import { compareRecord } from './compare-record.js';
import { compareSides } from './compare-sides.js';
import { Conflict, ConflictStatus } from './conflict.js';
import type { Heard } from './heard.js';
import { readOurs } from './read-ours.js';
import { recordRules } from './rules.js';

type Source = Omit<Heard, 'remote' | 'round'>;

/** How many are looked at together: one operation of the graph has 50 root fields at most, and 5,000 words and signs. */
const together = 25;

/**
 * Compares records as `compareRecord` does. Most of a page asks nothing of either side: that is noted for many at once, and
 * only the others are compared one by one. So are all when the look at them together fails.
 * @returns how many have changed or are new
 */
export async function comparePage(
  services: IntegrationsServices,
  source: Source,
  remotes: readonly RemoteRecord[],
  signal: AbortSignal,
): Promise<number> {
  let changed = 0;
  for (let at = 0; at < remotes.length; at += together) {
    signal.throwIfAborted();
    const some = remotes.slice(at, at + together);
    const settled = await settleQuiet(services, source, some).catch((err: unknown) => {
      services.logger.info({ err, connectionId: source.connection.id }, 'records are compared one by one');
      return new Set<RemoteRecord>();
    });
    for (const remote of some) {
      if (settled.has(remote)) continue;
      signal.throwIfAborted();
      const result = await compareRecord(services, { ...source, remote });
      if (result === 'changed' || result === 'new') changed += 1;
    }
  }
  return changed;
}

/**
 * Notes what both sides have agreed on, where that is all there is to do. Nobody waits for anybody: a record that
 * somebody else is at is left out.
 * @returns those that need no more
 */
async function settleQuiet(
  services: IntegrationsServices,
  { identity, connection, type }: Source,
  remotes: readonly RemoteRecord[],
): Promise<Set<RemoteRecord>> {
  const record = connectorOf(services.connectors, connection.connector).records?.[type];
  const rules = recordRules[type];
  if (!record || !rules) return new Set();
  const { organizationId } = identity.caller;
  const which = { connectionId: connection.id, recordType: type };
  const { links, strangers } = await services.database.read(organizationId, async (em) => {
    const externalIds = remotes.map(({ externalId }) => externalId);
    const links = await em.find(ExternalRecord, { ...which, externalId: { $in: externalIds } });
    const linked = new Set(links.map(({ externalId }) => externalId));
    const others = remotes.filter(({ externalId }) => !linked.has(externalId));
    return { links, strangers: await strangersAmong(em, { connection, type }, others) };
  });
  const ids = links.map(({ subjectId }) => subjectId);
  const sides = await readOurs(services, identity, { type, record, ids });
  return runUnitOfWork(services, identity, async ({ em }) => {
    const lock = { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE } as const;
    const locked = await em.find(ExternalRecord, { id: { $in: links.map(({ id }) => id) } }, lock);
    const busy = await busyAmong(em, locked);
    const known = new Map(locked.map((one) => [one.externalId, one]));
    const isQuiet = (remote: RemoteRecord): boolean => {
      const one = known.get(remote.externalId);
      const ours = one && sides.get(one.subjectId);
      if (!one || !ours || busy.has(one)) return false;
      const result = compareSides(rules, one, { remote, ours });
      if (typeof result === 'string') return true;
      const { base, ours: here, theirs: there, conflicts } = result;
      if (conflicts.length > 0 || Object.keys({ ...here, ...there }).length > 0) return false;
      Object.assign(one, { base, remoteUpdatedAt: remote.updatedAt });
      return true;
    };
    return new Set(remotes.filter((remote) => strangers.has(remote) || isQuiet(remote)));
  });
}

/** Those that nothing of ours was ever sent for. A payment that we do not have is told of. */
async function strangersAmong(
  em: EntityManager,
  { connection, type }: Pick<Source, 'connection' | 'type'>,
  remotes: readonly RemoteRecord[],
): Promise<Set<RemoteRecord>> {
  const references = remotes.flatMap(({ reference }) => reference ?? []);
  const sent = await em.find(
    Delivery,
    {
      connection,
      subjectType: type,
      $or: [{ subjectReference: { $in: references } }, { subjectId: { $in: references.filter(isUuid) } }],
    },
    { fields: ['subjectId', 'subjectReference'] },
  );
  const ours = new Set(sent.flatMap(({ subjectId, subjectReference }) => [subjectId, subjectReference]));
  const isStranger = ({ reference, deleted }: RemoteRecord) =>
    !(reference && ours.has(reference)) && (type !== 'payment' || deleted);
  return new Set(remotes.filter(isStranger));
}

/** Those that a comparison may close a conflict of, or let a delivery go. */
async function busyAmong(em: EntityManager, records: readonly ExternalRecord[]): Promise<Set<ExternalRecord>> {
  const subjectId = { $in: records.map((one) => one.subjectId) };
  const conflicts = await em.find(Conflict, { subjectId, status: ConflictStatus.OPEN }, { fields: ['subjectId'] });
  const blocked = await em.find(
    Delivery,
    { $or: [{ subjectId }, { awaitedSubjectId: subjectId }], status: DeliveryStatus.BLOCKED, waitsFor: 'dossier' },
    { fields: ['subjectId', 'awaitedSubjectId'] },
  );
  const subjects = new Set([
    ...conflicts.map((one) => one.subjectId),
    ...blocked.flatMap((one) => [one.subjectId, one.awaitedSubjectId]),
  ]);
  return new Set(records.filter((one) => subjects.has(one.subjectId)));
}
