import { sendReminders } from '../../../subgraphs/billing/jobs/send-reminders.js';
import { settleDueDocuments } from '../../../subgraphs/billing/jobs/settle-due-documents.js';
import { callerOf, organizations } from '../../support/caller.js';
import { type BillingKit, startBilling } from './billing-kit.js';

let kit: BillingKit;
beforeAll(async () => {
  kit = await startBilling();
});
beforeEach(() => {
  kit.clock.now = start;
});
afterAll(() => kit?.close());

const start = new Date('2025-06-02T09:00:00.000Z');
const day = (days: number) => new Date(start.getTime() + days * 86_400_000);

/** Both jobs, as they would run on a day. */
async function onDay(days: number): Promise<void> {
  kit.clock.now = day(days);
  const { signal } = new AbortController();
  await settleDueDocuments.handle({}, kit.services, signal);
  await sendReminders.handle({}, kit.services, signal);
}

/** What was told of a document, oldest first. */
const told = async (name: string, id: string) =>
  (await kit.events('integrations'))
    .map((event) => ({ name: event.name, organizationId: event.organizationId, ...(event.data as object) }))
    .filter((event) => event.name === name && Object.values(event).includes(id));

const setCompany = (id: string, input: object) =>
  kit.graph.data('mutation ($id: ID!, $input: UpdateCompanyInput!) { updateCompany(id: $id, input: $input) { id } }', {
    id,
    input,
  });

async function sentInvoice(parties: object = {}): Promise<string> {
  const { id } = await kit.invoice({ ...parties, dueAt: day(1).toISOString() });
  await kit.step('sendInvoice', id);
  return id;
}

describe('reminders of overdue invoices', () => {
  test('are due on the company’s days, once a level; a paid invoice is left alone', async () => {
    const [invoiceId, paid] = [await sentInvoice(), await sentInvoice()];
    await onDay(3);
    expect(await told('invoice.reminder-due', invoiceId)).toEqual([]);
    await onDay(4);
    await onDay(5);
    await kit.pay(paid, 12_000);
    await onDay(16);
    await onDay(31);
    await onDay(90);
    const levels = (await told('invoice.reminder-due', invoiceId)) as unknown as { level: number }[];
    expect(levels.map(({ level }) => level)).toEqual([1, 2, 3]);
    expect(levels[0]).toMatchObject({ number: expect.stringMatching(/^FAC-/), kind: 'STANDARD', contactId: null });
    expect(await told('invoice.reminder-due', paid)).toHaveLength(1);
  });

  test('that were missed are told once, at the level that is reached', async () => {
    const parties = await kit.parties();
    await setCompany(parties.companyId, { reminderDays: [1, 2] });
    const never = await kit.parties();
    await setCompany(never.companyId, { reminderDays: [] });
    const [invoiceId, unreminded] = [await sentInvoice(parties), await sentInvoice(never)];
    await onDay(60);
    expect(await told('invoice.reminder-due', invoiceId)).toMatchObject([{ level: 2 }]);
    expect(await told('invoice.reminder-due', unreminded)).toEqual([]);
  });

  test('at the same moment by two processes are told once', async () => {
    const invoiceId = await sentInvoice();
    await onDay(4.5);
    await Promise.all([onDay(20), onDay(20), onDay(20)]);
    expect(await told('invoice.reminder-due', invoiceId)).toMatchObject([{ level: 1 }, { level: 2 }]);
  });

  test('have days that go up, three at most', async () => {
    const { companyId } = await kit.parties();
    for (const reminderDays of [[3, 3], [15, 3], [1, 2, 3, 4], [0]]) {
      await expect(setCompany(companyId, { reminderDays })).rejects.toThrow('INVALID_INPUT');
    }
  });
});

describe('quotes without an answer', () => {
  const sentQuote = async (input: object = {}) => {
    const { id } = await kit.quote(input);
    await kit.step('sendQuote', id);
    return id;
  };

  test('are followed up after the company’s days, twice; one that is signed is not', async () => {
    const [quoteId, signed] = [await sentQuote(), await sentQuote()];
    await onDay(6.9);
    expect(await told('quote.unanswered', quoteId)).toEqual([]);
    await onDay(7);
    await onDay(8);
    await kit.step('markQuoteViewed', quoteId);
    await kit.step('signQuote', signed);
    await onDay(14);
    await onDay(25);
    expect(await told('quote.unanswered', quoteId)).toMatchObject([{ days: 7 }, { days: 14 }]);
    expect(await told('quote.unanswered', signed)).toMatchObject([{ days: 7 }]);
  });

  test('are left alone when the company wants that, or when they ran out; in every organization', async () => {
    const parties = await kit.parties();
    await setCompany(parties.companyId, { quoteFollowUpDays: null });
    const [never, short] = [await sentQuote(parties), await sentQuote({ validUntil: day(3).toISOString() })];
    const south = callerOf(organizations.south);
    const { id: theirs } = await kit.quote({}, south);
    await kit.graph.data('mutation ($id: ID!) { sendQuote(id: $id) { id } }', { id: theirs }, south);
    await onDay(10);
    for (const id of [never, short]) expect(await told('quote.unanswered', id)).toEqual([]);
    expect(await told('quote.unanswered', theirs)).toMatchObject([{ organizationId: organizations.south }]);
  });
});
