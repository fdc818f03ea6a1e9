import type { z } from 'zod';
import type { SubjectType } from '../../../platform/connectors/connector.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import type { ExternalRecord } from '../entities/external-record.js';
import { type EdgeAnswer, externalEdge } from '../lookups/external-edge.js';
import { connectionsById } from '../resolvers/loaders.js';
import type { IntegrationsServices } from '../services.js';
import { recordsBySubject } from '../subjects/records-by-subject.js';

type Context = RequestContext<IntegrationsServices>;

/** What a subject is called at a vendor, and through which account. */
export interface RecordAt {
  connector: string;
  record: ExternalRecord;
}

/** The subject's newest record at a vendor that `can` answer for it; `null` when it is at none. */
export async function recordAt(
  context: Context,
  { type, id }: { type: SubjectType; id: string },
  can: (connector: IntegrationsServices['connectors'][number]) => boolean,
): Promise<RecordAt | null> {
  const records = (await context.load(recordsBySubject, id)) ?? [];
  for (const record of records.filter(({ recordType }) => recordType === type).reverse()) {
    const connection = await context.load(connectionsById, record.connectionId);
    const connector = context.services.connectors.find(({ key }) => key === connection?.connector);
    if (connector && connection?.deletedAt === null && can(connector)) return { connector: connector.key, record };
  }
  return null;
}

/** What the vendor says of a subject; `null` when no vendor has it. Never fails for what the vendor does. */
export async function recordEdge<Facts>(
  context: Context,
  subject: { type: SubjectType; id: string },
  question: { lookup: string; input(externalId: string): unknown; facts: z.ZodType<Facts> },
): Promise<(EdgeAnswer<Facts> & { connector: string; externalId: string }) | null> {
  const { lookup, input, facts } = question;
  const found = await recordAt(context, subject, ({ lookups }) => lookups?.[lookup] !== undefined);
  if (!found) return null;
  const { connector, record } = found;
  const asked = { connector, connectionId: record.connectionId, lookup, input: input(record.externalId), facts };
  return { ...(await externalEdge(context, asked)), connector, externalId: record.externalId };
}
