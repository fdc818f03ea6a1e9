import { randomUUID } from 'node:crypto';
import type { DomainEventName } from '../../../platform/events/domain-events.js';
import { handleDomainEvents } from '../../../subgraphs/billing/jobs/handle-domain-events.js';
import { invoiceSignedQuotes } from '../../../subgraphs/billing/jobs/invoice-signed-quotes.js';
import { callerOf, organizations } from '../../support/caller.js';
import { type BillingKit, startBilling } from './billing-kit.js';

let kit: BillingKit;
beforeAll(async () => {
  kit = await startBilling();
});
beforeEach(() => {
  kit.clock.now = new Date('2025-06-02T09:00:00.000Z');
});
afterAll(() => kit?.close());

const { signal } = new AbortController();
const { south } = organizations;
/** Seven whole days after the second of June, in Paris. */
const day = '2025-06-09T22:00:00.000Z';

/** The job, as it would run at a moment. */
async function runAt(moment: string): Promise<void> {
  kit.clock.now = new Date(moment);
  await invoiceSignedQuotes.handle({}, kit.services, signal);
}

/** Hands billing what it told itself since the last time. */
let handed = 0;
async function handleOwnEvents(): Promise<void> {
  const told = await kit.events('billing');
  for (const event of told.slice(handed)) await handleDomainEvents.handle(event, kit.services, signal);
  handed = told.length;
}

/** Tells billing what happened elsewhere. */
async function tell(name: DomainEventName, data: object): Promise<void> {
  const { organizationId, actor } = callerOf();
  const occurredAt = kit.clock.now.toISOString();
  const event = { organizationId, actor, occurredAt, requestId: 'r', name, data };
  await handleDomainEvents.handle(event, kit.services, signal);
}

const interventionIs = (to: string, interventionId: string) =>
  tell('intervention.status-changed', { interventionId, reference: 'INT-1', from: null, to, signedDocumentTypes: [] });

async function delayedCompany(days = 7, more: object = {}, caller = callerOf()): Promise<string> {
  const mutation = 'mutation ($input: CreateCompanyInput!) { createCompany(input: $input) { id } }';
  const input = { name: 'Valoren', invoicingDelayDays: days, ...more };
  return (await kit.graph.data<{ createCompany: { id: string } }>(mutation, { input }, caller)).createCompany.id;
}

interface Signed {
  invoicedFrom: string | null;
  invoices: { id: string; kind: string; status: string; quotePercentage: number; issuedAt: string | null }[];
}
const quote = async (id: string, caller = callerOf()): Promise<Signed> => {
  const query =
    'query ($id: ID!) { quote(id: $id) { invoicedFrom invoices { id kind status quotePercentage issuedAt } } }';
  return (await kit.graph.data<{ quote: Signed }>(query, { id }, caller)).quote;
};

/** A quote that was signed now, or when it says. */
async function signed(companyId: string, { more = {}, signedAt = null as string | null, caller = callerOf() } = {}) {
  const parties = { ...(await kit.parties(caller)), companyId };
  const { id } = await kit.quote({ ...parties, ...more }, caller);
  const steps =
    'mutation ($id: ID!, $at: DateTime) { sendQuote(id: $id) { id } signQuote(id: $id, signedAt: $at) { id } }';
  await kit.graph.data(steps, { id, at: signedAt }, caller);
  await handleOwnEvents();
  return id;
}

const invoiceDeposit = (id: string) =>
  kit.graph.data('mutation ($id: ID!) { invoiceDeposit(quoteId: $id) { id } }', { id });
const deposit = (issuedAt: string) => ({ kind: 'DEPOSIT', status: 'SENT', quotePercentage: 30, issuedAt });

describe('what is invoiced by itself', () => {
  test('is so at once, where the company does not wait', async () => {
    const id = await signed(await delayedCompany(0));
    const now = kit.clock.now.toISOString();
    expect(await quote(id)).toMatchObject({ invoicedFrom: now, invoices: [deposit(now)] });
  });

  test('waits whole days where it does; once, in every organization, by whatever process is there then', async () => {
    const id = await signed(await delayedCompany());
    const caller = callerOf(south);
    const theirs = await signed(await delayedCompany(2, {}, caller), { caller });
    expect(await quote(id)).toEqual({ invoicedFrom: day, invoices: [] });
    await runAt('2025-06-09T21:59:59.999Z');
    expect(await quote(id)).toMatchObject({ invoices: [] });
    expect(await quote(theirs, caller)).toMatchObject({ invoices: [deposit('2025-06-09T21:59:59.999Z')] });
    // Two processes at the same moment, and another that was down until later.
    await Promise.all([runAt(day), runAt(day)]);
    await runAt('2025-06-20T00:00:00.000Z');
    expect(await quote(id)).toMatchObject({ invoicedFrom: day, invoices: [deposit(day)] });
  });

  test('counts from the signature, also where the hub hears of it late; clocks are put back meanwhile', async () => {
    const companyId = await delayedCompany();
    const long = await signed(companyId, { signedAt: '2025-05-20T20:00:00.000Z' });
    expect(await quote(long)).toMatchObject({
      invoicedFrom: '2025-05-27T22:00:00.000Z',
      invoices: [deposit('2025-06-02T09:00:00.000Z')],
    });
    kit.clock.now = new Date('2025-10-20T22:30:00.000Z');
    expect(await quote(await signed(companyId))).toMatchObject({ invoicedFrom: '2025-10-28T23:00:00.000Z' });
    // The company changes its mind: what is signed keeps its day.
    const before = await signed(companyId);
    const change = 'mutation ($id: ID!) { updateCompany(id: $id, input: { invoicingDelayDays: 0 }) { id } }';
    await kit.graph.data(change, { id: companyId });
    expect(await quote(before)).toEqual({ invoicedFrom: '2025-10-28T23:00:00.000Z', invoices: [] });
  });

  test('is left to whoever has made it by hand: sent, taken back or still a draft', async () => {
    const companyId = await delayedCompany();
    const [sent, takenBack, drafted] = [await signed(companyId), await signed(companyId), await signed(companyId)];
    for (const id of [sent, takenBack]) await invoiceDeposit(id);
    const [invoice] = (await quote(takenBack)).invoices;
    const credit = 'mutation ($id: ID!) { createCreditNote(input: { invoiceId: $id, reason: "Erreur" }) { id } }';
    await kit.graph.data(credit, { id: invoice?.id });
    const draft = 'mutation ($id: ID!) { createDepositInvoice(quoteId: $id) { id } }';
    await kit.graph.data(draft, { id: drafted });
    await runAt(day);
    expect((await quote(sent)).invoices).toMatchObject([deposit('2025-06-02T09:00:00.000Z')]);
    expect((await quote(takenBack)).invoices.map(({ kind, status }) => [kind, status])).toEqual([
      ['DEPOSIT', 'CANCELLED'],
      ['CREDIT_NOTE', 'SENT'],
    ]);
    expect((await quote(drafted)).invoices).toMatchObject([{ kind: 'DEPOSIT', status: 'DRAFT' }]);
  });

  test('is not made where the intervention was cancelled, or the company has it done by hand by then', async () => {
    const interventionId = randomUUID();
    const cancelled = await signed(await delayedCompany(), { more: { interventionId } });
    await interventionIs('CANCELLED', interventionId);
    const companyId = await delayedCompany();
    const byHand = await signed(companyId);
    const change = 'mutation ($id: ID!) { updateCompany(id: $id, input: { automaticInvoicing: false }) { id } }';
    await kit.graph.data(change, { id: companyId });
    await runAt(day);
    expect(await quote(cancelled)).toEqual({ invoicedFrom: null, invoices: [] });
    expect((await quote(byHand)).invoices).toEqual([]);
  });

  test('is not made out to somebody who was erased before the day', async () => {
    const contactId = randomUUID();
    const create =
      'mutation ($id: ID!) { createCustomer(input: { name: "Marie Curie", email: "m@example.org", contactId: $id }) { id } }';
    const { createCustomer } = await kit.graph.data<{ createCustomer: { id: string } }>(create, { id: contactId });
    const id = await signed(await delayedCompany(), { more: { customerId: createCustomer.id } });
    const erasure = { erasureId: randomUUID(), interventionIds: [], emailDigest: null, leadIds: [] };
    await tell('person.contacts-erased', { ...erasure, contactIds: [contactId] });
    await runAt(day);
    expect(await quote(id)).toEqual({ invoicedFrom: null, invoices: [] });
  });

  test('is one invoice over all of it where the work was done before the day', async () => {
    const interventionId = randomUUID();
    const [asked, none] = [await delayedCompany(), await delayedCompany(7, { depositPercentage: 0 })];
    const [both, whole] = [
      await signed(asked, { more: { interventionId } }),
      await signed(none, { more: { interventionId } }),
    ];
    await interventionIs('PUBLISHED', interventionId);
    expect(await quote(both)).toMatchObject({ invoices: [] });
    await runAt(day);
    for (const id of [both, whole]) {
      expect((await quote(id)).invoices).toMatchObject([{ kind: 'REST', status: 'SENT', quotePercentage: 100 }]);
    }
  });
});

test('a delay is 0 to 90 days', async () => {
  for (const days of [-1, 91]) {
    const mutation = `mutation { createCompany(input: { name: "Valoren", invoicingDelayDays: ${days} }) { id } }`;
    const violations = [{ field: 'invoicingDelayDays', message: 'must be between 0 and 90' }];
    expect(await kit.graph.refusal(mutation)).toMatchObject({ code: 'INVALID_INPUT', violations });
  }
});
