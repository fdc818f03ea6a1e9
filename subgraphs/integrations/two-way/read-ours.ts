import { type DocumentNode, parse } from 'graphql';
import { z } from 'zod';
import type { SubjectType } from '../../../platform/connectors/connector.js';
import type { SharedRecord } from '../../../platform/connectors/vendor-records.js';
import type { UnitIdentity } from '../../../platform/service/unit-of-work.js';
import type { IntegrationsServices } from '../services.js';
import { askForEach } from './ask-for-each.js';
import type { Fields } from './merge.js';

const moments: Readonly<Partial<Record<SubjectType, DocumentNode>>> = {
  invoice: parse('query ($id: ID!) { subject: invoice(id: $id) { updatedAt status } }'),
  quote: parse('query ($id: ID!) { subject: quote(id: $id) { updatedAt status } }'),
  payment: parse('query ($id: ID!) { subject: payment(id: $id) { updatedAt } }'),
  customer: parse('query ($id: ID!) { subject: customer(id: $id) { updatedAt } }'),
  contact: parse('query ($id: ID!) { subject: contact(id: $id) { updatedAt } }'),
};
const answer = z.object({
  subject: z.object({ updatedAt: z.coerce.date(), status: z.string().optional() }).nullable(),
});

/** Our side of a record. */
export interface OurSide {
  fields: Fields;
  moment: Date;
  isSent: boolean;
}

/**
 * Reads our side of records through the graph, as the connector sees them. The moments are read first: a change in between
 * makes one too old rather than too new, and the next comparison sees it.
 * @returns by id; what is gone, or is not for this vendor, is not in it
 * @throws UnavailableError when the graph has no whole answer
 */
export async function readOurs(
  { graph }: Pick<IntegrationsServices, 'graph'>,
  identity: UnitIdentity,
  { type, record, ids }: { type: SubjectType; record: SharedRecord<unknown>; ids: readonly string[] },
): Promise<Map<string, OurSide>> {
  const sides = new Map<string, OurSide>();
  const moment = moments[type];
  if (!moment || ids.length === 0) return sides;
  const subjects = await askForEach(graph, identity, moment, ids);
  const data = await askForEach(graph, identity, record.document, ids);
  for (const id of ids) {
    const { subject } = answer.parse(subjects.get(id));
    const fields = subject && record.fieldsOf(data.get(id));
    if (!fields) continue;
    const isSent = subject.status !== undefined && subject.status !== 'DRAFT';
    sides.set(id, { fields, moment: subject.updatedAt, isSent });
  }
  return sides;
}
