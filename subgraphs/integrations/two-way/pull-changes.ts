import { z } from 'zod';
import type { Connector, SubjectType } from '../../../platform/connectors/connector.js';
import { runUnitOfWork, type UnitIdentity } from '../../../platform/service/unit-of-work.js';
import type { Connection } from '../entities/connection.js';
import { talkToVendor } from '../lookups/talk-to-vendor.js';
import type { IntegrationsServices } from '../services.js';
import { applyEvent } from '../webhooks/apply-event.js';
import { comparePage } from './compare-page.js';
import { recordRules } from './rules.js';

/** How far a reading reaches back behind the start of the one before: a record is told twice rather than never. */
const overlapMs = 300_000;

const position = z.tuple([
  z.object({ since: z.coerce.date().nullable(), until: z.coerce.date().nullable(), page: z.string().nullable() }),
]);

export interface PulledPage {
  looked: number;
  changed: number;
  /** Whether there is nothing left to read of this type. */
  isLast: boolean;
}

/** The types of records that are kept in step with a connector's vendor. */
export const sharedTypes = ({ records }: Connector): SubjectType[] =>
  (Object.keys(records ?? {}) as SubjectType[]).filter((type) => recordRules[type] !== undefined);

/**
 * Reads one page of what changed at the vendor since the last time and compares each record with ours. How far it came is
 * kept once all of the page is compared: an interrupted reading goes on from there, and what is read again is compared
 * again, which changes nothing. One page is in memory at a time.
 * @throws VendorUnavailableError, VendorError
 */
export async function pullPage(
  services: IntegrationsServices,
  {
    identity,
    connector,
    connection,
    type,
  }: { identity: UnitIdentity; connector: Connector; connection: Connection; type: SubjectType },
  signal: AbortSignal,
): Promise<PulledPage> {
  const record = connector.records?.[type];
  if (!record) return { looked: 0, changed: 0, isLast: true };
  const { organizationId } = identity.caller;
  const [{ since, until, page }] = await runUnitOfWork(services, identity, async ({ em }) =>
    position.parse(
      await em.execute(
        `insert into integrations.record_watermarks as w (connection_id, organization_id, record_type, until)
         values (?, ?, ?, ?)
         on conflict (connection_id, record_type) do update set until = coalesce(w.until, excluded.until)
         returning since, until, page`,
        [connection.id, organizationId, type, services.now()],
      ),
    ),
  );
  const from = since && new Date(since.getTime() - overlapMs);
  const {
    records,
    events = [],
    next,
  } = await talkToVendor(services, { identity, connector, connection, signal }, (session) =>
    record.changedSince(session, from, page),
  );
  const changed = await comparePage(services, { identity, connection, type }, records, signal);
  for (const event of events) {
    const source = { connector, connection, isPatient: false };
    await runUnitOfWork(services, identity, (unit) => applyEvent(unit, source, event));
  }
  await runUnitOfWork(services, identity, ({ em }) =>
    em.execute(
      `update integrations.record_watermarks set page = ?, since = ?, until = ?
       where connection_id = ? and record_type = ? and page is not distinct from ?`,
      [next, next === null ? until : since, next === null ? null : until, connection.id, type, page],
    ),
  );
  return { looked: records.length, changed, isLast: next === null };
}
