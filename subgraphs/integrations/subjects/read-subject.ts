import { z } from 'zod';
import type { SubjectType } from '../../../platform/connectors/connector.js';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import { type Asker, askAsHub } from './ask-as-hub.js';

/** What the graph can be asked for; a signature is a matter of this subgraph's own. */
export type ReadableSubject = Exclude<SubjectType, 'signature'>;

const ofInvoice = 'reference: number company { id } quote { intervention { id } }';

const queries: Readonly<Record<ReadableSubject, string>> = {
  intervention: 'intervention(id: $id) { reference }',
  quote: 'quote(id: $id) { reference: number company { id } intervention { id } }',
  invoice: `invoice(id: $id) { ${ofInvoice} }`,
  payment: `payment(id: $id) { invoice { ${ofInvoice} } }`,
  customer: 'customer(id: $id) { id }',
  contact: 'contact(id: $id) { id }',
  lead: 'lead(id: $id) { id }',
  'terms-acceptance': 'termsAcceptance(id: $id) { reference: title company { id } }',
};

const withId = z.object({ id: z.uuid() }).nullish();
const facts = z.object({
  reference: z.string().nullish(),
  company: withId,
  intervention: withId,
  quote: z.object({ intervention: withId }).nullish(),
});
const answer = z.object({ subject: facts.extend({ invoice: facts.nullish() }).nullable() });

/** What a request has to know of what it is about. */
export interface SubjectFacts {
  /** What people know it by. */
  reference: string;
  companyId: string | null;
  interventionId: string | null;
}

/** @throws NotFoundError with the subject's type and id */
export async function readSubject(asker: Asker, type: ReadableSubject, id: string): Promise<SubjectFacts> {
  const query = `query ($id: ID!) { subject: ${queries[type]} }`;
  const { subject } = isUuid(id) ? await askAsHub(asker, query, { id }, answer) : { subject: null };
  if (!subject) throw new NotFoundError(`There is no ${type} ${id}.`, { details: { subjectType: type, id } });
  const { company, intervention, quote, reference } = subject.invoice ?? subject;
  const behind = intervention ?? quote?.intervention;
  return {
    reference: nameOf(type, id, reference),
    companyId: company?.id ?? null,
    interventionId: type === 'intervention' ? id : (behind?.id ?? null),
  };
}

/** As the flows call it. */
function nameOf(type: ReadableSubject, id: string, reference: string | null | undefined): string {
  if (type === 'payment') return `a payment of ${reference ?? id}`;
  return reference ?? (type === 'invoice' ? id : `${type} ${id}`);
}
