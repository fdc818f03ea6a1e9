import { setTimeout as wait } from 'node:timers/promises';
import { type JourneyVendors, ninjaCompany } from './journey-vendors.js';
import { type Ask, finishDossier, signContract } from './waiting-hub.js';

/** What is left of a journey once it is driven: by these it is known at the vendors. */
export interface Journey {
  number: number;
  contactId: string;
  leadId: string;
  customerId: string;
  quoteId: string;
  interventionId: string;
}

export interface Drive {
  ask: Ask;
  sql<Row extends Record<string, unknown>>(text: string): Promise<Row[]>;
  vendors: JourneyVendors;
  companyId: string;
  /** Called after each step of each journey: of as many as `steps`. */
  onStep(): void;
  /** Over, whatever is still missing. */
  signal: AbortSignal;
}

/** How many steps a journey has. */
export const steps = 6;

const lookEveryMs = 500;

interface Invoice extends Record<string, unknown> {
  id: string;
  status: string;
  gross: number;
  external_id: string | null;
}

/** Takes one lead to its last payment; waits for what the hub does in between. Ends early when the time is over. */
export async function driveJourney(drive: Drive, number: number): Promise<Journey> {
  const { ask, vendors, onStep, signal } = drive;
  const journey = await beginJourney(drive, number);
  const { quoteId, interventionId } = journey;
  onStep();
  try {
    const submission_id = await until(signal, async () => {
      const [row] = await drive.sql<{ submission_id: string | null }>(
        `select submission_id from integrations.signatures where subject_id = '${quoteId}'`,
      );
      return row?.submission_id ? Number(row.submission_id) : null;
    });
    await vendors.docuseal.sendEvent({ event: 'form.viewed', submission_id });
    await vendors.docuseal.sendEvent({ event: 'form.completed', submission_id });
    onStep();
    const deposit = await untilThere(drive, quoteId, 'DEPOSIT');
    onStep();
    await vendors.invoiceNinja.sendEvent({
      event: 'invoice.paid',
      company: ninjaCompany,
      id: String(deposit.external_id),
    });
    await until(signal, async () => (await partOf(drive, quoteId, 'DEPOSIT'))?.status === 'PAID' || null);
    onStep();
    await signContract(ask, interventionId);
    const rest = await untilThere(drive, quoteId, 'REST');
    onStep();
    const input = { invoiceId: rest.id, amount: rest.gross, method: 'BANK_TRANSFER' };
    await ask('mutation ($input: RecordPaymentInput!) { recordPayment(input: $input) { id } }', { input });
    onStep();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return journey;
}

async function beginJourney({ ask, companyId }: Drive, number: number): Promise<Journey> {
  const email = `person-${number}@example.org`;
  const lines = [
    { description: 'Pompe à chaleur', unitPrice: 333_333, vatRate: 550 },
    { description: 'Pose', unitPrice: 4_567 + number, quantity: 7.5, vatRate: 1_000 },
    { description: 'Régulateur', unitPrice: 9_999, quantity: 3, vatRate: 2_000, discount: 333 },
  ];
  const contact = { firstName: 'Marie', lastName: `Curie ${number}`, email };
  const create = 'mutation ($contact: ContactInput!) { createContact(input: $contact) { id } }';
  const contactId = idOf(await ask(create, { contact }), 'createContact');
  const known = await ask(
    `mutation ($contactId: ID!, $customer: CreateCustomerInput!) {
      recordConsent(contactId: $contactId, input: { purpose: EMAIL_MARKETING, source: "web-form" }) { id }
      createLead(input: { contactId: $contactId, source: "website" }) { id }
      createCustomer(input: $customer) { id } }`,
    { contactId, customer: { name: `Marie Curie ${number}`, email, contactId } },
  );
  const customerId = idOf(known, 'createCustomer');
  const interventionId = await finishDossier(ask, number, 'JOURNEY');
  const quote = { companyId, customerId, interventionId, lines };
  const quoteId = idOf(
    await ask('mutation ($quote: CreateQuoteInput!) { createQuote(input: $quote) { id } }', { quote }),
    'createQuote',
  );
  await ask('mutation ($id: ID!) { sendQuote(id: $id) { id } }', { id: quoteId });
  return { number, contactId, leadId: idOf(known, 'createLead'), customerId, quoteId, interventionId };
}

const partOf = async ({ sql }: Drive, quoteId: string, kind: string): Promise<Invoice | undefined> => {
  const [invoice] = await sql<Invoice>(
    `select i.id, i.status, i.gross_amount::int as gross, r.external_id
     from billing.invoices i left join integrations.external_records r on r.subject_id = i.id
     where i.quote_id = '${quoteId}' and i.kind = '${kind}'`,
  );
  return invoice;
};

/** The invoice, once Invoice Ninja has it and the hub knows its id there. */
const untilThere = (drive: Drive, quoteId: string, kind: string): Promise<Invoice> =>
  until(drive.signal, async () => {
    const invoice = await partOf(drive, quoteId, kind);
    return invoice?.external_id ? invoice : null;
  });

async function until<T>(signal: AbortSignal, ask: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    await wait(lookEveryMs, undefined, { signal });
  }
}

function idOf(answer: Record<string, { id: string }>, field: string): string {
  const id = answer[field]?.id;
  if (!id) throw new Error(`${field} gave no id`);
  return id;
}
