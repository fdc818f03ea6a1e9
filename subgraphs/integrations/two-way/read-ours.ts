import { print } from 'graphql';
import { z } from 'zod';
import type { SubjectType } from '../../../platform/connectors/connector.js';
import type { SharedRecord } from '../../../platform/connectors/vendor-records.js';
import { UnavailableError } from '../../../platform/errors/errors.js';
import type { UnitIdentity } from '../../../platform/service/unit-of-work.js';
import type { IntegrationsServices } from '../services.js';
import type { Fields } from './merge.js';

const moments: Readonly<Partial<Record<SubjectType, string>>> = {
  invoice: 'query ($id: ID!) { subject: invoice(id: $id) { updatedAt status } }',
  quote: 'query ($id: ID!) { subject: quote(id: $id) { updatedAt status } }',
  payment: 'query ($id: ID!) { subject: payment(id: $id) { updatedAt } }',
  customer: 'query ($id: ID!) { subject: customer(id: $id) { updatedAt } }',
  contact: 'query ($id: ID!) { subject: contact(id: $id) { updatedAt } }',
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
 * Reads our side through the graph, as the connector sees it. The moment is read first: a change in between makes it too
 * old rather than too new, and the next comparison sees it.
 * @returns `null` when it is gone, or is not for this vendor
 * @throws UnavailableError when the graph has no whole answer
 */
export async function readOurs(
  { graph }: Pick<IntegrationsServices, 'graph'>,
  identity: UnitIdentity,
  { type, record, id }: { type: SubjectType; record: SharedRecord<unknown>; id: string },
): Promise<OurSide | null> {
  const query = moments[type];
  if (!query) return null;
  const ask = async (text: string) => {
    const result = await graph.execute({ query: text, variables: { id } }, identity);
    const [cause] = result.errors ?? [];
    if (cause || !result.data) throw new UnavailableError('The graph did not give our side of a record.', { cause });
    return result.data;
  };
  const { subject } = answer.parse(await ask(query));
  const fields = subject && record.fieldsOf(await ask(print(record.document)));
  if (!fields) return null;
  return { fields, moment: subject.updatedAt, isSent: subject.status !== undefined && subject.status !== 'DRAFT' };
}
