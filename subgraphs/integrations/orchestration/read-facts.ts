import { z } from 'zod';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import { type Asker, askAsHub } from '../subjects/ask-as-hub.js';

const withId = z.object({ id: z.uuid() });
const customer = withId.extend({ contact: withId.nullable() });

const quote = withId.extend({
  number: z.string(),
  status: z.string(),
  company: withId,
  customer,
  intervention: withId.nullable(),
  deposit: z.object({ percentage: z.int() }).nullable(),
});

export const invoiceSelection =
  'id number kind status company { id } customer { id contact { id } } quote { id } payments { id amount { amount } }';
export const invoice = withId.extend({
  number: z.string().nullable(),
  kind: z.enum(['STANDARD', 'DEPOSIT', 'REST', 'CREDIT_NOTE']),
  status: z.string(),
  company: withId,
  customer,
  quote: withId.nullable(),
  payments: z.array(withId.extend({ amount: z.object({ amount: z.number() }) })),
});

const lead = withId.extend({ status: z.string(), contact: withId });
const contact = withId.extend({
  displayName: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  leads: z.array(withId.extend({ status: z.string() })),
});

export type QuoteNow = z.infer<typeof quote>;
export type InvoiceNow = z.infer<typeof invoice>;

/** What the graph says now of the things that events are about. @throws NotFoundError */
async function read<Found>(asker: Asker, type: string, id: string, selection: string, schema: z.ZodType<Found>) {
  const query = `query ($id: ID!) { found: ${type}(id: $id) { ${selection} } }`;
  const answer = z.object({ found: schema.nullable() });
  const { found } = isUuid(id) ? await askAsHub(asker, query, { id }, answer) : { found: null };
  if (found === null) throw new NotFoundError(`There is no ${type} ${id}.`, { details: { subjectType: type, id } });
  return found;
}

export const readQuote = (asker: Asker, id: string) =>
  read(
    asker,
    'quote',
    id,
    'id number status company { id } customer { id contact { id } } intervention { id } deposit { percentage }',
    quote,
  );

export const readInvoice = (asker: Asker, id: string) => read(asker, 'invoice', id, invoiceSelection, invoice);

export const readLead = (asker: Asker, id: string) => read(asker, 'lead', id, 'id status contact { id }', lead);

export const readContact = (asker: Asker, id: string) =>
  read(asker, 'contact', id, 'id displayName email phone leads { id status }', contact);
