import { setTimeout as wait } from 'node:timers/promises';
import { demoIntervention } from '../hub/demo-intervention.js';
import type { GraphClient } from './graph-client.js';

/** How many dossiers are made at once. */
const atOnce = 6;
const settledWithinMs = 300_000;

/**
 * Fills a new hub through its graph: interventions that were finished, signed and sent to Symphonics, each with a
 * contact and two consents, a signed quote, an invoice that is paid and one that is paid in part. Resolves once every
 * delivery is settled, so that nothing changes any more.
 */
export async function seed(client: GraphClient, dossiers: number): Promise<void> {
  const { createCompany } = await client.data<{ createCompany: { id: string } }>(
    'mutation { createCompany(input: { name: "Énergie Plus" }) { id } }',
  );
  const numbers = Array.from({ length: dossiers }, (_, index) => index).values();
  const worker = async () => {
    for (const index of numbers) await makeDossier(client, index, createCompany.id);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  await settled(client, dossiers);
}

interface Made {
  createIntervention: { id: string };
  upsertContact: { id: string };
  createCustomer: { id: string };
}

async function makeDossier(client: GraphClient, index: number, companyId: string): Promise<void> {
  const { beneficiary, ...dossier } = demoIntervention(index);
  const number = String(index).padStart(5, '0');
  const person = { ...beneficiary, email: `beneficiary-${number}@example.com` };
  const made = await client.data<Made>(
    `mutation ($dossier: CreateInterventionInput!, $contact: ContactInput!, $customer: CreateCustomerInput!) {
      createIntervention(input: $dossier) { id }
      upsertContact(input: $contact) { id }
      createCustomer(input: $customer) { id }
    }`,
    {
      dossier: { ...dossier, beneficiary: person, reference: `BENCH-${number}` },
      contact: { ...person, tags: ['client', 'bench'] },
      customer: { name: `${person.firstName} ${person.lastName}`, email: person.email },
    },
  );
  const { id } = made.createIntervention;
  const { createQuote } = await client.data<{ createQuote: { id: string } }>(
    `mutation ($id: ID!, $contact: ID!, $quote: CreateQuoteInput!) {
      scheduled: changeInterventionStatus(id: $id, status: SCHEDULED) { id }
      begun: changeInterventionStatus(id: $id, status: IN_PROGRESS) { id }
      done: changeInterventionStatus(id: $id, status: INSTALLATION_DONE) { id }
      signDocument(interventionId: $id, type: "contract") { id }
      mail: recordConsent(contactId: $contact, input: { purpose: EMAIL_MARKETING, source: "paper" }) { id }
      phone: recordConsent(contactId: $contact, input: { purpose: PHONE_MARKETING, source: "paper", granted: false }) { id }
      createQuote(input: $quote) { id }
    }`,
    {
      id,
      contact: made.upsertContact.id,
      quote: {
        companyId,
        customerId: made.createCustomer.id,
        interventionId: id,
        title: 'Régulateur de ballon d’eau chaude',
        lines: [{ description: 'Régulateur et pose', quantity: 1, unitPrice: 100_000, vatRate: 2_000 }],
      },
    },
  );
  await invoice(client, createQuote.id);
}

/** A quote of 1,200 € with VAT, invoiced in two halves; the first is paid, the second in part. */
async function invoice(client: GraphClient, quote: string): Promise<void> {
  const { first, second } = await client.data<Record<'first' | 'second', { id: string }>>(
    `mutation ($quote: ID!) {
      sendQuote(id: $quote) { id }
      signQuote(id: $quote) { id }
      first: createInvoiceFromQuote(quoteId: $quote, percentage: 50) { id }
      second: createInvoiceFromQuote(quoteId: $quote, percentage: 50) { id }
    }`,
    { quote },
  );
  await client.data(
    `mutation ($first: ID!, $second: ID!) {
      sentFirst: sendInvoice(id: $first) { id }
      sentSecond: sendInvoice(id: $second) { id }
      paid: recordPayment(input: { invoiceId: $first, amount: 60000, method: BANK_TRANSFER }) { id }
      inPart: recordPayment(input: { invoiceId: $second, amount: 20000, method: CARD }) { id }
    }`,
    { first: first.id, second: second.id },
  );
}

async function settled(client: GraphClient, dossiers: number): Promise<void> {
  const query = `{
    interventions(first: 1, filter: { status: [PUBLISHED] }) { totalCount }
    deliveries(first: 1, filter: { status: [PENDING, SENDING, RETRYING] }) { totalCount }
  }`;
  type Counts = Record<'interventions' | 'deliveries', { totalCount: number }>;
  const until = performance.now() + settledWithinMs;
  for (;;) {
    const { interventions, deliveries } = await client.data<Counts>(query);
    if (interventions.totalCount === dossiers && deliveries.totalCount === 0) return;
    if (performance.now() > until) throw new Error(`only ${interventions.totalCount} of ${dossiers} were published`);
    await wait(250);
  }
}
