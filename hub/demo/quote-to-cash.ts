import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { demoIntervention } from '../demo-intervention.js';
import { watch } from './demo-events.js';
import { ask, say, until } from './demo-graph.js';
import { sandboxOf } from './demo-sandboxes.js';
import { finishIntervention } from './publish.js';

const one = z.object({ one: z.object({ id: z.string() }) });
const create = async (mutation: string, type: string, input: object): Promise<string> =>
  (await ask(one, `mutation ($input: ${type}!) { one: ${mutation}(input: $input) { id } }`, { input })).one.id;
const change = async (mutation: string, id: string): Promise<string> =>
  (await ask(one, `mutation ($id: ID!) { one: ${mutation}(id: $id) { id } }`, { id })).one.id;

const step = (text: string) => say(`\n${text}`);

/** From a lead to its rest invoice: marketing, signature, invoices, payment and publication, each at its vendor. */
export async function quoteToCash(): Promise<void> {
  const [docuseal, invoiceNinja, mautic] = await Promise.all(['docuseal', 'invoice-ninja', 'mautic'].map(sandboxOf));
  if (!docuseal || !invoiceNinja || !mautic) throw new Error('a sandbox is missing');
  const failed = Promise.withResolvers<never>();
  const watching = watch({}, () => undefined, failed.reject);
  try {
    await watching.open;
    await Promise.race([failed.promise, play({ docuseal, invoiceNinja, mautic })]);
  } finally {
    await watching.stop();
  }
}

type Sandboxes = Record<'docuseal' | 'invoiceNinja' | 'mautic', Awaited<ReturnType<typeof sandboxOf>>>;

async function play(sandboxes: Sandboxes): Promise<void> {
  const person = { ...demoIntervention(0).beneficiary, email: `lea.${randomUUID().slice(0, 8)}@example.com` };
  step(`A lead: ${person.firstName} ${person.lastName} agrees to e-mails and asks for an offer.`);
  const contactId = await create('upsertContact', 'ContactInput', person);
  const consent = { purpose: 'EMAIL_MARKETING', source: 'demo' };
  await ask(
    one,
    'mutation ($id: ID!, $input: RecordConsentInput!) { one: recordConsent(contactId: $id, input: $input) { id } }',
    { id: contactId, input: consent },
  );
  const leadId = await create('createLead', 'CreateLeadInput', { contactId, source: 'demo' });
  await delivered(contactId, 'the contact at Mautic', 'sync-contact');
  for (const move of ['qualifyLead', 'convertLead']) await change(move, leadId);
  const customerId = await until('the customer', () => customerOf(contactId));

  step('A quote goes out, to be signed.');
  const interventionId = await create('createIntervention', 'CreateInterventionInput', {
    ...demoIntervention(0),
    beneficiary: person,
  });
  const companyId = await demoCompany();
  const lines = [{ description: 'Régulateur de ballon d’eau chaude, posé', unitPrice: 189_990, vatRate: 550 }];
  const quoteId = await create('createQuote', 'CreateQuoteInput', { companyId, customerId, interventionId, lines });
  await change('sendQuote', quoteId);
  const submission_id = await until('the request at DocuSeal', () => submissionOf(quoteId));
  for (const event of ['form.viewed', 'form.completed']) await sandboxes.docuseal.happen({ event, submission_id });

  step('Signed: the deposit is invoiced by itself, and paid at Invoice Ninja.');
  const deposit = await until('the deposit at Invoice Ninja', () => invoiceOf(quoteId, 'DEPOSIT'));
  await sandboxes.invoiceNinja.happen({ event: 'invoice.paid', company: 'SANDBOX', id: deposit.externalId });
  await until('the payment', async () => (await invoiceOf(quoteId, 'DEPOSIT'))?.status === 'PAID' || null);

  step('The work is done: the dossier goes to Symphonics, and the rest is invoiced.');
  await finishIntervention(interventionId);
  const rest = await until('the rest at Invoice Ninja', () => invoiceOf(quoteId, 'REST'));
  await until('the notes in Mautic', async () => ((await notesOf(sandboxes, person.email)).length >= 2 ? true : null));
  await show(sandboxes, { person, submission_id, invoices: [deposit.externalId, rest.externalId] });
}

/** The one company of the demos: its invoices have one row of numbers, which the sandbox takes once each. */
async function demoCompany(): Promise<string> {
  const name = 'Demo';
  const shape = z.object({ companies: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() })) }) });
  const { companies } = await ask(shape, '{ companies(first: 100) { nodes { id name } } }');
  return (
    companies.nodes.find((one) => one.name === name)?.id ?? create('createCompany', 'CreateCompanyInput', { name })
  );
}

/** Waits for the last delivery of an action about a subject. */
async function delivered(subjectId: string, what: string, action: string): Promise<void> {
  const shape = z.object({
    deliveries: z.object({ nodes: z.array(z.object({ action: z.string(), status: z.string() })) }),
  });
  const query = 'query ($filter: DeliveryFilter!) { deliveries(filter: $filter) { nodes { action status } } }';
  await until(what, async () => {
    const { deliveries } = await ask(shape, query, { filter: { subjectId } });
    return deliveries.nodes.find((one) => one.action === action && one.status === 'SUCCEEDED');
  });
}

async function customerOf(contactId: string): Promise<string | undefined> {
  const shape = z.object({ customers: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });
  const query = 'query ($filter: CustomerFilter!) { customers(filter: $filter) { nodes { id } } }';
  return (await ask(shape, query, { filter: { contactId } })).customers.nodes[0]?.id;
}

async function submissionOf(subjectId: string): Promise<number | null> {
  const shape = z.object({
    signatures: z.object({ nodes: z.array(z.object({ submissionId: z.string().nullable() })) }),
  });
  const query = 'query ($filter: SignatureFilter!) { signatures(filter: $filter) { nodes { submissionId } } }';
  const { signatures } = await ask(shape, query, { filter: { subjectId } });
  const id = signatures.nodes[0]?.submissionId;
  return id ? Number(id) : null;
}

/** The invoice of a part of the quote, once Invoice Ninja has it. */
async function invoiceOf(quoteId: string, kind: string): Promise<{ status: string; externalId: string } | null> {
  const invoices = z.array(z.object({ id: z.string(), kind: z.string(), status: z.string() }));
  const query = 'query ($id: ID!) { quote(id: $id) { invoices { id kind status } } }';
  const { quote } = await ask(z.object({ quote: z.object({ invoices }) }), query, { id: quoteId });
  const invoice = quote.invoices.find((one) => one.kind === kind);
  if (!invoice) return null;
  const sent = z.object({
    deliveries: z.object({ nodes: z.array(z.object({ action: z.string(), externalId: z.string().nullable() })) }),
  });
  const sends = 'query ($filter: DeliveryFilter!) { deliveries(filter: $filter) { nodes { action externalId } } }';
  const { deliveries } = await ask(sent, sends, { filter: { subjectId: invoice.id, connector: 'invoice-ninja' } });
  const externalId = deliveries.nodes.find(({ action }) => action === 'sync-invoice')?.externalId;
  return externalId ? { status: invoice.status, externalId } : null;
}

const mauticState = z.object({
  contacts: z.array(
    z.object({
      email: z.string().nullable(),
      campaigns: z.array(z.object({ id: z.number() })),
      notes: z.array(z.object({ text: z.string() })),
    }),
  ),
});

async function notesOf({ mautic }: Sandboxes, email: string): Promise<string[]> {
  const { contacts } = await mautic.state(mauticState);
  return contacts.filter((one) => one.email === email).flatMap(({ notes }) => notes.map(({ text }) => text));
}

/** What each sandbox holds of it now: everything, and once. */
async function show(
  { docuseal, invoiceNinja, mautic }: Sandboxes,
  { person, submission_id, invoices }: { person: { email: string }; submission_id: number; invoices: string[] },
): Promise<void> {
  const submissions = z.object({ submissions: z.array(z.object({ id: z.number(), status: z.string() })) });
  const billed = z.object({ id: z.string(), number: z.string(), amount: z.number(), balance: z.number() });
  const companies = z.record(z.string(), z.object({ invoices: z.array(billed), payments: z.array(z.unknown()) }));
  const { submissions: held } = await docuseal.state(submissions);
  const { SANDBOX } = await invoiceNinja.state(companies);
  const { contacts } = await mautic.state(mauticState);
  const atMautic = contacts.filter(({ email }) => email === person.email);
  step('What the vendors hold of it:');
  const seen = {
    DocuSeal: held.filter(({ id }) => id === submission_id),
    'Invoice Ninja': SANDBOX?.invoices.filter(({ id }) => invoices.includes(id)),
    Mautic: atMautic.map(({ campaigns, notes }) => ({
      campaigns: campaigns.map(({ id }) => id),
      notes: notes.map(({ text }) => text),
    })),
  };
  say(JSON.stringify(seen, null, 2));
}
