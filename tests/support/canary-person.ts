import { numberSyncEvents } from '../../subgraphs/integrations/jobs/number-sync-events.js';
import type { HubClient } from './client.js';
import { completeDossier, publishOne } from './dossiers.js';
import { eventually } from './eventually.js';
import type { TestHub } from './hub.js';
import { requestedSignature, sendQuote, untilQuote } from './journey.js';
import type { Receiver } from './receiver.js';
import { readChangedRecords, type Vendors } from './vendors.js';
import { createWebhook } from './webhooks.js';

// A person whose every particular is a word of its own, so that it can be looked for wherever it may have got to.

export const email = 'canary.person@example.com';

/** What is put in of the person, each in a place of its own. */
export const canaries = {
  firstName: 'Canarifirst',
  lastName: 'Canarilast',
  email,
  phone: '+33698765432',
  address: '7 rue du Canari-Home',
  city: 'Canarville',
  pdl: '77665544332211',
  pce: '11223344556677',
  serialNumber: 'CANARY-SERIAL-1',
  documentName: 'Canary contract',
  documentUrl: 'https://files.example.com/canary-contract.pdf',
  photoUrl: 'https://files.example.com/canary-photo.jpg',
  latitude: '43.987654',
  vendorNotes: 'canary-vendor-notes',
  tag: 'canary-tag',
  leadSource: 'canary-lead-source',
  leadNotes: 'canary-lead-notes',
  consentGivenBy: 'canary-guardian',
  consentEvidence: 'canary-evidence',
  street: '8 rue du Canari-Bill',
  quoteTitle: 'canary-quote-title',
  quoteNotes: 'canary-quote-notes',
  quoteLine: 'canary-quote-line',
  signedBy: 'canary-signature',
  invoiceTitle: 'canary-invoice-title',
  draftTitle: 'canary-draft-title',
  paymentReference: 'canary-payment-reference',
};

/** Where the law has something kept, and nothing else may be left. */
export const keptByLaw: Record<string, string[]> = {
  firstName: ['billing.customers'],
  lastName: ['billing.customers'],
  street: ['billing.customers'],
  invoiceTitle: ['billing.invoices'],
  paymentReference: ['billing.payments'],
};

/** A dossier with all of them that a dossier has a place for. */
export function dossierOfPerson() {
  const { firstName, lastName, phone, address, city, pdl, pce, documentName, documentUrl, photoUrl } = canaries;
  const dossier = completeDossier();
  return {
    ...dossier,
    beneficiary: { firstName, lastName, email, phone },
    site: { address, postalCode: '13009', city, pdl, pce },
    products: [{ name: 'Thaléos', model: 'RT', serialNumber: canaries.serialNumber, quantity: 1 }],
    documents: [
      { type: 'invoice', name: documentName, url: `${documentUrl}?invoice` },
      { type: 'contract', name: documentName, url: documentUrl },
    ],
    photos: dossier.photos.map((photo) => ({
      ...photo,
      url: photoUrl,
      coordinates: { latitude: Number(canaries.latitude), longitude: 2.3 },
    })),
  };
}

/** Makes something in the graph. @returns its id */
export const createOne = async (client: HubClient, mutation: string, type: string, input: object): Promise<string> => {
  const query = `mutation ($input: ${type}!) { made: ${mutation}(input: $input) { id } }`;
  return (await client.data<{ made: { id: string } }>(query, { input })).made.id;
};

/** The dossier goes out after failures, and its vendor and a webhook hear and tell of it. */
export async function deliverPerson(hub: TestHub, receiver: Receiver): Promise<string> {
  const body = { error: { code: 'OOPS', message: `no such person: ${email}` } };
  hub.sandbox.faults.add({ match: { path: '/crm/**' }, fault: { kind: 'status', status: 500, body } });
  receiver.answer({ status: 200, body: `thanks for ${email}` });
  const payloadSelection = '{ type message intervention { beneficiary { email lastName } site { address } } }';
  await createWebhook(hub.admin, { url: receiver.url, payloadSelection, events: ['delivery.*', 'webhook.*'] });
  const { id } = await publishOne(hub.admin, dossierOfPerson());
  const query =
    'query ($id: ID!) { intervention(id: $id) { syncStatus { lastDelivery { externalId } } pdlValidation { valid } } }';
  const { intervention } = await hub.admin.data<{
    intervention: { syncStatus: { lastDelivery: { externalId: string } } };
  }>(query, { id });
  await hub.sandbox.sendEvent({
    url: `${hub.url}/api/webhooks/symphonics`,
    event: 'intervention.status_update',
    data: {
      intervention_id: intervention.syncStatus.lastDelivery.externalId,
      new_status: 'processing',
      notes: canaries.vendorNotes,
    },
  });
  await atRest(
    hub,
    `select from integrations.inbound_webhooks where outcome = 'RECEIVED'
     union all select from integrations.webhook_messages where status <> 'SUCCEEDED'`,
  );
  return id;
}

/** Until whatever was said has been heard, and is numbered for those who follow it: nothing more is written by itself. */
export async function untilQuiet({ assembly: { services }, database }: TestHub): Promise<void> {
  const underWay = `select from jobs.job where name like 'domain-events-%' and state < 'completed'
    union all select from integrations.deliveries where status in ('PENDING', 'SENDING', 'RETRYING')
    union all select from integrations.inbound_webhooks where outcome = 'RECEIVED'`;
  await eventually(async () => (await database.sql(underWay)).length === 0, underWay);
  await numberSyncEvents.handle({}, services, new AbortController().signal);
}

/** Looks until a statement finds nothing any more. */
async function atRest(hub: TestHub, statement: string): Promise<void> {
  await eventually(async () => (await hub.database.sql(statement)).length === 0, statement);
}

/**
 * Contact, lead, consent; the customer that comes of it, quotes, invoices, payment. One of the quotes is signed at DocuSeal;
 * Invoice Ninja and Mautic have what they are told of by themselves.
 */
export async function sellToPerson(hub: TestHub, vendors: Vendors, interventionId: string): Promise<void> {
  const client = hub.admin;
  const { firstName, lastName, phone, tag } = canaries;
  const contactId = await createOne(client, 'createContact', 'ContactInput', {
    firstName,
    lastName,
    email,
    phone,
    tags: [tag],
  });
  const consent =
    'mutation ($id: ID!, $input: RecordConsentInput!) { recordConsent(contactId: $id, input: $input) { id } }';
  await client.data(consent, {
    id: contactId,
    input: {
      purpose: 'EMAIL_MARKETING',
      source: 'paper',
      givenBy: canaries.consentGivenBy,
      evidence: canaries.consentEvidence,
    },
  });
  const { leadSource: source, leadNotes: notes } = canaries;
  const lead = await createOne(client, 'createLead', 'CreateLeadInput', { contactId, source, notes });
  await client.data('mutation ($id: ID!) { qualifyLead(id: $id) { id } convertLead(id: $id) { id } }', { id: lead });
  const customerId = await eventually(async () => {
    const converted = 'select id from billing.customers where contact_id = $1';
    return (await hub.database.sql<{ id: string }>(converted, [contactId]))[0]?.id;
  }, 'the converted contact is a customer');
  const address = { street: canaries.street, postalCode: '13009', city: 'Marseille' };
  await client.data(
    'mutation ($id: ID!, $input: UpdateCustomerInput!) { updateCustomer(id: $id, input: $input) { id } }',
    {
      id: customerId,
      input: { address },
    },
  );
  const companyId = await createOne(client, 'createCompany', 'CreateCompanyInput', {
    name: 'Company',
    // Its invoices are made one by one below.
    automaticInvoicing: false,
  });
  const parties = { companyId, customerId };
  const lines = (description: string) => [{ description, unitPrice: 10_000, vatRate: 2_000 }];
  const quote = await createOne(client, 'createQuote', 'CreateQuoteInput', {
    ...parties,
    interventionId,
    title: canaries.quoteTitle,
    notes: canaries.quoteNotes,
    lines: lines(canaries.quoteLine),
  });
  const sign =
    'mutation ($id: ID!, $by: String) { sendQuote(id: $id) { id } signQuote(id: $id, signedBy: $by) { id } }';
  await client.data(sign, { id: quote, by: canaries.signedBy });
  const title = canaries.invoiceTitle;
  const invoiceId = await createOne(client, 'createInvoice', 'CreateInvoiceInput', {
    ...parties,
    title,
    lines: lines('work'),
  });
  await client.data('mutation ($id: ID!) { sendInvoice(id: $id) { id } }', { id: invoiceId });
  const payment = { invoiceId, amount: 100, method: 'CARD', reference: canaries.paymentReference };
  await createOne(client, 'recordPayment', 'RecordPaymentInput', payment);
  await createOne(client, 'createInvoice', 'CreateInvoiceInput', {
    ...parties,
    title: canaries.draftTitle,
    lines: lines('more'),
  });
  const signedThere = await createOne(client, 'createQuote', 'CreateQuoteInput', { ...parties, lines: lines('there') });
  await sendQuote(hub, signedThere);
  const submission_id = await requestedSignature(hub, vendors, signedThere);
  await vendors.docuseal.sendEvent({ event: 'form.completed', submission_id });
  await untilQuote(hub, signedThere, 'the signed document', ({ signature }) => Boolean(signature?.signedFileId));
  await untilQuiet(hub);
  // Both sides are compared: what they last had is kept.
  await readChangedRecords(hub);
  await untilQuiet(hub);
}

/** In which tables each of the canaries is found, rows of another organization left out; bytes in hexadecimal. */
export async function foundCanaries(hub: TestHub, but: string): Promise<Record<string, string[]>> {
  const tables = await hub.database.sql<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const places = new Map<string, string[]>();
  for (const { name } of tables) {
    const rows = await hub.database.sql<{ t: string }>(`select t::text from ${name} t`);
    const text = rows
      .map(({ t }) => t)
      .filter((row) => !row.includes(but))
      .join('\n');
    for (const [canary, value] of Object.entries(canaries)) {
      const forms = [
        value,
        encodeURIComponent(value),
        Buffer.from(value).toString('hex'),
        Buffer.from(value).toString('base64'),
      ];
      if (forms.some((form) => text.includes(form))) places.set(canary, [...(places.get(canary) ?? []), name]);
    }
  }
  return Object.fromEntries(places);
}
