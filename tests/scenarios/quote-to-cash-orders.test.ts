import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { createCompany, payThere, requestedSignature, sendQuote } from '../support/journey.js';
import { journeyState, type Travelled, untilQuiet } from '../support/journey-state.js';
import { permutations } from '../support/permutations.js';
import { ninjaCompany, startVendors, type Vendors } from '../support/vendors.js';

/*
 * Every order that the vendors can tell a journey in, all in one hub: one journey an order, and all of them take their next
 * step together. A step is told as soon as the webhooks of the one before are applied, while what those led to (events,
 * deliveries, files) may still be under way.
 *
 * At DocuSeal everything has happened before anything is told: the customer saw the quote and signed it. That they signed
 * is told twice, of the party and of the submission: either first, in every other journey, and the other right behind it or
 * last of all. In Invoice Ninja's portal and in Mautic things happen when they are told; the payment's webhooks, of the
 * payment and of its invoice, come in either order. Left out is what cannot be: the deposit is there because somebody told
 * of the signature, so nobody pays it before. That leaves twelve orders of four, and twice as many with the second word.
 */
const happenings = ['quote viewed', 'quote signed', 'signed again', 'deposit paid', 'unsubscribed'] as const;
type Happening = (typeof happenings)[number];
const orders = permutations(happenings).filter((order) => {
  const [signed, again] = [order.indexOf('quote signed'), order.indexOf('signed again')];
  return signed < order.indexOf('deposit paid') && (again === signed + 1 || again === order.length - 1);
});

/** What the clock of the hub and of the vendors is ahead by, in milliseconds. */
let ahead = 0;
const now = () => new Date(Date.now() + ahead);
let hub: TestHub;
let vendors: Vendors;
beforeAll(async () => {
  hub = await startTestHub({ now });
  vendors = await startVendors(hub, now);
  vendors.sendWebhooks('lost');
}, 60_000);
afterAll(async () => {
  await hub.close();
  await vendors.close();
});

interface Journey extends Travelled {
  order: readonly Happening[];
  number: number;
  /** What DocuSeal has to tell: its webhooks' numbers by their events. */
  untold: Map<string, number>;
}

/** A quote that is with its customer, to be signed at DocuSeal. */
async function begin(companyId: string, order: readonly Happening[], number: number): Promise<Journey> {
  const email = `${randomUUID()}@example.org`;
  const { createContact } = await hub.admin.data<{ createContact: { id: string } }>(
    'mutation ($input: ContactInput!) { createContact(input: $input) { id } }',
    { input: { firstName: 'Marie', lastName: 'Curie', email } },
  );
  const contactId = createContact.id;
  const { createCustomer } = await hub.admin.data<{ createCustomer: { id: string } }>(
    `mutation ($id: ID!, $email: String!) {
      recordConsent(contactId: $id, input: { purpose: EMAIL_MARKETING, source: "web-form" }) { id }
      createCustomer(input: { name: "Marie Curie", email: $email, contactId: $id }) { id } }`,
    { id: contactId, email },
  );
  const lines = [{ description: 'Pompe à chaleur', unitPrice: 333_333, vatRate: 550 }];
  const { createQuote } = await hub.admin.data<{ createQuote: { id: string } }>(
    'mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { id } }',
    { input: { companyId, customerId: createCustomer.id, lines } },
  );
  await sendQuote(hub, createQuote.id);
  return { order, number, contactId, email, customerId: createCustomer.id, quoteId: createQuote.id, untold: new Map() };
}

/** The customer sees the quote and, a second later, signs it; nobody is told. */
async function sign(journeys: readonly Journey[]): Promise<void> {
  for (const event of ['form.viewed', 'form.completed'] as const) {
    for (const { quoteId, untold } of journeys) {
      const submission_id = await requestedSignature(hub, vendors, quoteId);
      for (const { id, events } of await vendors.docuseal.sendEvent({ event, submission_id })) {
        for (const name of events) untold.set(name, id);
      }
    }
    ahead += 1_000;
  }
}

async function tell({ order, number, quoteId, email, untold }: Journey, step: number): Promise<void> {
  const { docuseal, invoiceNinja, mautic } = vendors;
  const completed = ['form.completed', 'submission.completed'];
  if (number % 2) completed.reverse();
  const resend = (event?: string) =>
    docuseal.sendEvent({ event: 'webhook.resend', id: Number(untold.get(String(event))) });
  switch (order[step]) {
    case 'quote viewed':
      await resend('form.viewed');
      return;
    case 'quote signed':
      await resend(completed[0]);
      return;
    case 'signed again':
      await resend(completed[1]);
      return;
    case 'deposit paid': {
      const webhooks = await payThere(vendors, await depositThere(quoteId));
      for (const { id } of number % 2 ? webhooks : webhooks.toReversed()) {
        await invoiceNinja.sendEvent({ event: 'webhook.resend', company: ninjaCompany, id });
      }
      return;
    }
    case 'unsubscribed': {
      const contact = mautic.state().contacts.find((one) => one.email === email);
      const event = 'mautic.lead_channel_subscription_changed';
      const [made] = await mautic.sendEvent({ event, contact_id: Number(contact?.id), new_status: 'unsubscribed' });
      await mautic.sendEvent({ event: 'webhook.resend', id: Number(made?.id) });
    }
  }
}

/** Invoice Ninja's id of the quote's deposit, once it is there. */
const depositThere = (quoteId: string) =>
  eventually(async () => {
    const [record] = await hub.database.sql<{ external_id: string }>(
      `select r.external_id from integrations.external_records r join billing.invoices i on i.id = r.subject_id
       where i.quote_id = $1`,
      [quoteId],
    );
    return record?.external_id;
  }, 'the deposit at Invoice Ninja');

const untilApplied = () =>
  eventually(async () => {
    const waiting = "select from integrations.inbound_webhooks where outcome = 'RECEIVED' limit 1";
    return (await hub.database.sql(waiting)).length === 0;
  }, 'the webhooks applied');

test('whatever order a journey is told in, it ends the same, here and at every vendor', async () => {
  expect(orders).toHaveLength(24);
  const companyId = await createCompany(hub);
  const journeys = await Promise.all(orders.map((order, number) => begin(companyId, order, number)));
  await untilQuiet(hub);
  await sign(journeys);
  for (const step of happenings.keys()) {
    // What Invoice Ninja answers with is what was caused meanwhile: one after the other.
    for (const journey of journeys) if (journey.order[step] === 'deposit paid') await tell(journey, step);
    const others = journeys.filter(({ order }) => order[step] !== 'deposit paid');
    await Promise.all(others.map((journey) => tell(journey, step)));
    await untilApplied();
  }
  await untilQuiet(hub);
  const [inOrder, ...ends] = await Promise.all(journeys.map((journey) => journeyState(hub, vendors, journey)));
  expect(inOrder).toMatchObject({
    quote: { status: 'SIGNED', viewed: true, signed: true, invoices: [{ kind: 'DEPOSIT', status: 'PAID' }] },
    contact: { consents: [{ purpose: 'EMAIL_MARKETING', granted: false }] },
    docuseal: [['completed', [1]]],
    invoiceNinja: { clients: 1, invoices: [{ balance: 0, mails: 1 }], payments: [1_055] },
    mautic: { campaigns: [{ id: 1, rotation: 1 }], doNotContact: [['email', 1]], emails: [1] },
  });
  const others = orders.slice(1);
  expect(ends.map((end, index) => ({ order: others[index], end }))).toEqual(
    others.map((order) => ({ order, end: inOrder })),
  );
}, 180_000);
