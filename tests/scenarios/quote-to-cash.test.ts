import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import {
  createCompany,
  createLead,
  draftQuote,
  install,
  invoiceThere,
  type JourneyInvoice,
  partOf,
  payThere,
  requestedSignature,
  sendQuote,
  submissionsFor,
  untilQuote,
} from '../support/journey.js';
import { askQuietSignatures, readChangedRecords, startVendors, type Vendors } from '../support/vendors.js';

/** What the clock of the hub and of the vendors is ahead by, in milliseconds. */
let ahead = 0;
const now = () => new Date(Date.now() + ahead);
let hub: TestHub;
let vendors: Vendors;
let companyId: string;
beforeAll(async () => {
  hub = await startTestHub({ now });
  vendors = await startVendors(hub, now);
  companyId = await createCompany(hub);
}, 60_000);
afterAll(async () => {
  await hub.close();
  await vendors.close();
});
afterEach(() => vendors.sendWebhooks('sent'));

/** What happens outside on the way, and a webhook tells of. */
type Step = 'contact changed' | 'quote viewed' | 'quote signed' | 'deposit paid' | 'consent withdrawn';

async function findUntold(): Promise<void> {
  await readChangedRecords(hub);
  ahead = 2 * 3_600_000;
  await askQuietSignatures(hub);
  ahead = 0;
}

const contactThere = (email: string) => {
  const [contact, ...others] = vendors.mautic.state().contacts.filter((one) => one.email === email);
  if (others.length > 0) throw new Error(`${email} is there ${others.length + 1} times`);
  return contact;
};
/** How often the contact was put in each campaign, by its id. */
const rounds = (email: string) =>
  Object.fromEntries((contactThere(email)?.campaigns ?? []).map(({ id, rotation }) => [id, rotation]));
const notes = (email: string, words: string) =>
  (contactThere(email)?.notes ?? []).filter(({ text }) => text.includes(words)).length;
const contactHere = async (id: string) => {
  const query = 'query ($id: ID!) { contact(id: $id) { phone consents { purpose granted } } }';
  type Contact = { phone: string; consents: { purpose: string; granted: boolean }[] };
  return (await hub.admin.data<{ contact: Contact }>(query, { id })).contact;
};
const required = <T>(found: T | undefined): T => {
  if (found === undefined) throw new Error('it is not there');
  return found;
};
const mails = (id: string) => vendors.ninja().emails.filter(({ entity_id }) => entity_id === id).length;
const cents = (amount: number) => Math.round(amount * 100);

/** Takes a lead all the way; the webhooks of one step are lost, and what they would have told is found. */
async function travel(lost: Step | null = null): Promise<void> {
  const outside = async (step: Step, happen: () => Promise<unknown>) => {
    if (step === lost) vendors.sendWebhooks('lost');
    await happen();
    if (step !== lost) return;
    vendors.sendWebhooks('sent');
    await findUntold();
  };
  const { docuseal, mautic } = vendors;
  const { contactId, leadId, email } = await createLead(hub);
  const contact = await eventually(
    async () => rounds(email)[5] === 1 && contactThere(email),
    'the lead nurtured in Mautic',
  );
  await outside('contact changed', () =>
    mautic.sendEvent({
      event: 'mautic.lead_post_save_update',
      contact_id: contact.id,
      fields: { phone: '+33600000009' },
    }),
  );
  await eventually(async () => (await contactHere(contactId)).phone === '+33600000009', 'the new phone number here');

  const { quoteId, interventionId, reference, customerId } = await draftQuote(hub, companyId, contactId);
  await sendQuote(hub, quoteId);
  const submission_id = await requestedSignature(hub, vendors, quoteId);
  await eventually(async () => rounds(email)[1] === 1, 'the campaign of the quote begun');
  await outside('quote viewed', () => docuseal.sendEvent({ event: 'form.viewed', submission_id }));
  await untilQuote(hub, quoteId, 'the quote viewed', ({ status }) => status === 'VIEWED');
  await outside('quote signed', () => docuseal.sendEvent({ event: 'form.completed', submission_id }));
  const signed = await untilQuote(
    hub,
    quoteId,
    'the quote signed, its deposit asked for and the document kept',
    (quote) => partOf(quote, 'DEPOSIT')?.status === 'SENT' && Boolean(quote.signature?.signedFileId),
  );
  expect(signed).toMatchObject({ status: 'SIGNED', signedBy: 'Marie Curie' });

  const deposit = required(partOf(signed, 'DEPOSIT'));
  const depositThere = await invoiceThere(hub, vendors, deposit);
  await eventually(async () => mails(depositThere.id) === 1, 'the deposit mailed');
  await outside('deposit paid', () => payThere(vendors, depositThere.id));
  await untilQuote(hub, quoteId, 'the deposit paid', (quote) => partOf(quote, 'DEPOSIT')?.status === 'PAID');
  await eventually(async () => notes(email, String(deposit.number)) === 1, 'the payment noted in Mautic');

  const lead = 'mutation ($id: ID!) { qualifyLead(id: $id) { id } convertLead(id: $id) { id } }';
  await hub.admin.data(lead, { id: leadId });
  await eventually(async () => rounds(email)[4] === 1, 'the client welcomed');
  await install(hub, interventionId);
  const published = await untilQuote(
    hub,
    quoteId,
    'the rest asked for',
    (quote) => partOf(quote, 'REST')?.status === 'SENT',
  );
  const rest = required(partOf(published, 'REST'));
  const restThere = await invoiceThere(hub, vendors, rest);
  await eventually(async () => mails(restThere.id) === 1, 'the rest mailed');
  const pay = 'mutation ($input: RecordPaymentInput!) { recordPayment(input: $input) { id } }';
  const input = { invoiceId: rest.id, amount: rest.totals.gross.amount, method: 'BANK_TRANSFER' };
  await hub.admin.data(pay, { input });
  await eventually(async () => notes(email, String(rest.number)) === 1, 'the last payment noted in Mautic');
  await outside('consent withdrawn', () =>
    mautic.sendEvent({
      event: 'mautic.lead_channel_subscription_changed',
      contact_id: contact.id,
      new_status: 'unsubscribed',
    }),
  );
  await eventually(
    async () =>
      (await contactHere(contactId)).consents.some((one) => one.purpose === 'EMAIL_MARKETING' && !one.granted),
    'the withdrawal here',
  );
  await eventually(async () => (await underWay(hub)).length === 0, 'nothing under way').catch(async (cause) => {
    throw new Error(`still under way: ${JSON.stringify(await underWay(hub))}`, { cause });
  });
  await holdsOnce({ email, quoteId, customerId, reference, parts: [deposit, rest] });
}

/** Deliveries that are not over. */
const underWay = (of: TestHub) =>
  of.database.sql(
    "select connector, action, status, blocked_by, last_error from integrations.deliveries where status not in ('SUCCEEDED', 'CANCELLED')",
  );

interface Travelled {
  email: string;
  quoteId: string;
  customerId: string;
  reference: string;
  parts: readonly JourneyInvoice[];
}

/** Every vendor holds what it should, once. */
async function holdsOnce({ email, quoteId, customerId, reference, parts }: Travelled): Promise<void> {
  const contact = required(contactThere(email));
  expect(rounds(email)).toEqual({ 1: 1, 4: 1, 5: 1 });
  expect(contact.emails.map(({ campaignId }) => campaignId).toSorted()).toEqual([1, 4, 5]);
  expect(notes(email, 'signé')).toBe(1);
  expect(notes(email, 'Paiement reçu')).toBe(2);

  const submissions = submissionsFor(vendors, quoteId);
  expect(submissions).toMatchObject([{ status: 'completed', submitters: [{ emails_sent: 1 }] }]);

  const { clients, invoices, payments } = vendors.ninja();
  const [client, ...others] = clients.filter(({ custom_value1 }) => custom_value1 === customerId);
  expect(others).toEqual([]);
  const held = invoices.filter(({ client_id }) => client_id === client?.id);
  expect(held.map(({ number, amount, balance }) => [number, cents(amount), balance])).toEqual(
    parts.map(({ number, totals }) => [number, totals.gross.amount, 0]),
  );
  expect(held.map(({ id }) => mails(id))).toEqual([1, 1]);
  const paid = payments.filter(({ client_id }) => client_id === client?.id);
  expect(paid.map(({ amount }) => cents(amount))).toEqual(parts.map(({ totals }) => totals.gross.amount));

  const quote = await untilQuote(hub, quoteId, 'everything paid', (one) =>
    one.invoices.every(({ status }) => status === 'PAID'),
  );
  expect(quote.invoices.map((invoice) => invoice.payments.length)).toEqual([1, 1]);
  expect(parts.reduce((sum, { totals }) => sum + totals.gross.amount, 0)).toBe(quote.totals.gross.amount);
  expect(hub.sandbox.state().interventions.filter(({ external_id }) => external_id === reference)).toHaveLength(1);
}

test('from a lead to the last payment: every vendor holds what it should, once', () => travel(), 120_000);

test.each<Step>(['contact changed', 'quote viewed', 'quote signed', 'deposit paid', 'consent withdrawn'])(
  'a webhook that is lost (%s) is made good for',
  (step) => travel(step),
  120_000,
);

test('webhooks that are faster than the answers to our own calls double nothing and undo nothing', () => {
  vendors.sendWebhooks('before-answer');
  return travel();
}, 120_000);
