import { randomUUID } from 'node:crypto';
import { completeDossier, createIntervention, finishInstallation, signContract } from './dossiers.js';
import { eventually } from './eventually.js';
import type { TestHub } from './hub.js';
import { ninjaCompany, type Vendors } from './vendors.js';

export interface JourneyInvoice {
  id: string;
  kind: string;
  number: string | null;
  status: string;
  totals: { gross: { amount: number } };
  payments: { amount: { amount: number } }[];
}

export interface JourneyQuote {
  status: string;
  signedBy: string | null;
  totals: { gross: { amount: number } };
  signature: { id: string; submissionId: string | null; signedFileId: string | null } | null;
  invoices: JourneyInvoice[];
}

/** Somebody who may become a customer: their contact and lead here. */
export async function createLead(hub: TestHub) {
  const email = `${randomUUID()}@example.org`;
  const input = { firstName: 'Marie', lastName: 'Curie', email, phone: '+33612345678', tags: ['pac'] };
  const { createContact } = await hub.admin.data<{ createContact: { id: string } }>(
    'mutation ($input: ContactInput!) { createContact(input: $input) { id } }',
    { input },
  );
  const contactId = createContact.id;
  const consented = `mutation ($id: ID!) {
    recordConsent(contactId: $id, input: { purpose: EMAIL_MARKETING, source: "web-form" }) { id }
    createLead(input: { contactId: $id, source: "website" }) { id } }`;
  const made = await hub.admin.data<{ createLead: { id: string } }>(consented, { id: contactId });
  return { contactId, email, leadId: made.createLead.id };
}

/** Who bills: one for all, since a number is unique at Invoice Ninja. @returns its id */
export async function createCompany(hub: TestHub): Promise<string> {
  const create = 'mutation { createCompany(input: { name: "Valoren" }) { id } }';
  return (await hub.admin.data<{ createCompany: { id: string } }>(create)).createCompany.id;
}

/** A quote over amounts that do not round well, for an intervention and, where one is named, to a contact; not sent yet. */
export async function draftQuote(hub: TestHub, companyId: string, contactId: string | null = null) {
  const { id: interventionId, reference } = await createIntervention(hub.admin, completeDossier());
  const { createCustomer: customer } = await hub.admin.data<{ createCustomer: { id: string } }>(
    `mutation ($contactId: ID, $email: String!) {
      createCustomer(input: { name: "Marie Curie", email: $email, contactId: $contactId }) { id } }`,
    { contactId, email: `${randomUUID()}@example.org` },
  );
  const lines = [
    { description: 'Pompe à chaleur', unitPrice: 333_333, vatRate: 550 },
    { description: 'Pose', unitPrice: 4_567, quantity: 7.5, vatRate: 1_000 },
    { description: 'Régulateur', unitPrice: 9_999, quantity: 3, vatRate: 2_000, discount: 333 },
  ];
  const input = { companyId, customerId: customer.id, interventionId, lines };
  const { createQuote } = await hub.admin.data<{ createQuote: { id: string } }>(
    'mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { id } }',
    { input },
  );
  return { interventionId, reference, customerId: customer.id, quoteId: createQuote.id };
}

export const sendQuote = (hub: TestHub, id: string) =>
  hub.admin.data('mutation ($id: ID!) { sendQuote(id: $id) { id } }', { id });

export async function quoteOf(hub: TestHub, id: string): Promise<JourneyQuote> {
  const query = `query ($id: ID!) { quote(id: $id) { status signedBy totals { gross { amount } }
    signature { id submissionId signedFileId }
    invoices { id kind number status totals { gross { amount } } payments { amount { amount } } } } }`;
  return (await hub.admin.data<{ quote: JourneyQuote }>(query, { id })).quote;
}

/** The quote, once this holds of it. */
export const untilQuote = (hub: TestHub, id: string, what: string, holds: (quote: JourneyQuote) => boolean) =>
  eventually(async () => {
    const quote = await quoteOf(hub, id);
    return holds(quote) && quote;
  }, what);

export const partOf = ({ invoices }: JourneyQuote, kind: string): JourneyInvoice | undefined =>
  invoices.find((one) => one.kind === kind);

/** What DocuSeal was asked for a quote. */
export const submissionsFor = ({ docuseal }: Vendors, quoteId: string) =>
  docuseal
    .state()
    .submissions.filter(({ submitters }) => submitters.some((one) => one.external_id?.startsWith(`quote:${quoteId}`)));

/** The one request for a quote's signature, once DocuSeal has it and the hub knows that it has. */
export async function requestedSignature(hub: TestHub, vendors: Vendors, quoteId: string): Promise<number> {
  const { signature } = await untilQuote(hub, quoteId, 'the signature asked for', (quote) =>
    Boolean(quote.signature?.submissionId),
  );
  const [submission, ...others] = submissionsFor(vendors, quoteId);
  if (String(submission?.id) !== signature?.submissionId || others.length > 0) throw new Error('there is not one');
  return Number(signature?.submissionId);
}

/** The invoice as Invoice Ninja has it, once it does and the hub knows it by that id. */
export const invoiceThere = (hub: TestHub, vendors: Vendors, { id, number }: JourneyInvoice) =>
  eventually(async () => {
    const [known] = await hub.database.sql<{ external_id: string }>(
      'select external_id from integrations.external_records where subject_id = $1',
      [id],
    );
    return vendors.ninja().invoices.find((one) => one.number === number && one.id === known?.external_id);
  }, `invoice ${number} at Invoice Ninja`);

/** A customer pays all that is left of an invoice, in Invoice Ninja's portal. */
export const payThere = ({ invoiceNinja }: Vendors, id: string) =>
  invoiceNinja.sendEvent({ event: 'invoice.paid', company: ninjaCompany, id });

/** The installation is done and its contract signed: it goes to Symphonics. */
export async function install(hub: TestHub, interventionId: string): Promise<void> {
  await finishInstallation(hub.admin, interventionId);
  await signContract(hub.admin, interventionId);
}
