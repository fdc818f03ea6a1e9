import type { z } from 'zod';
import type { Connector, Prepared, SubjectType } from '../../../platform/connectors/connector.js';
import { VendorError } from '../../../platform/connectors/vendor-error.js';
import type { UnitIdentity } from '../../../platform/service/unit-of-work.js';
import type { Delivery } from '../entities/delivery.js';
import { ExternalRecord } from '../entities/external-record.js';
import { talkToVendor } from '../lookups/talk-to-vendor.js';
import { VendorUnavailableError } from '../lookups/vendor-unavailable-error.js';
import type { IntegrationsServices } from '../services.js';
import { merge } from './merge.js';
import type { pullRecordQueue } from './pull-record-queue.js';
import { readOurs } from './read-ours.js';
import { recordRules } from './rules.js';

/** Why a delivery does not go now, and what is to be compared before it does. */
export type Ahead = Extract<Prepared<never>, { ready: false }> & { compare: z.infer<typeof pullRecordQueue.payload> };

/**
 * Looks at the vendor's record before ours goes over it: what was changed there since both last agreed, and told by no
 * webhook yet, would be lost. Our side takes it over first; the comparison that finds nothing more lets the delivery go.
 * @returns why it does not go now; `null` where nothing keeps it
 */
export async function vendorIsAhead(
  services: IntegrationsServices,
  {
    identity,
    connector,
    delivery,
    signal,
  }: { identity: UnitIdentity; connector: Connector; delivery: Delivery; signal: AbortSignal },
): Promise<Ahead | null> {
  const { connection, subjectId, organizationId } = delivery;
  const type: SubjectType = delivery.subjectType;
  const record = connector.records?.[type];
  const rules = recordRules[type];
  if (!rules || record?.pushedBy !== delivery.action) return null;
  const which = { connectionId: connection.id, recordType: type, subjectId };
  const known = await services.database.read(organizationId, (em) => em.findOne(ExternalRecord, which));
  // What was never compared has no common past: nobody can say who changed what.
  if (!known?.base) return null;
  const { externalId, base } = known;
  const remote = await talkToVendor(services, { identity, connector, connection, signal }, (session) =>
    record.read(session, externalId),
  ).catch((error: unknown) => {
    // The delivery itself will meet the same, and knows what to do about it.
    if (error instanceof VendorUnavailableError || error instanceof VendorError) return null;
    throw error;
  });
  if (!remote) return null;
  const ours = (await readOurs(services, identity, { type, record, ids: [subjectId] })).get(subjectId);
  if (!ours) return null;
  const { ours: changes, conflicts } = merge(rules, {
    base,
    ours: ours.fields,
    theirs: remote.fields,
    ourMoment: ours.moment,
    theirMoment: remote.updatedAt,
    isSent: ours.isSent,
  });
  const fields = [...Object.keys(changes), ...conflicts.map(({ field }) => field)];
  if (fields.length === 0) return null;
  const violations = fields.map((field) => ({ field, message: 'was changed at the vendor: it is taken over first' }));
  const compare = { organizationId, connectionId: connection.id, type, externalId };
  return { ready: false, reason: 'changed at the vendor', violations, compare };
}
