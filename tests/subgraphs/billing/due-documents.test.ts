import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrateDatabase } from '../../../platform/database/migrate.js';
import { billing } from '../../../subgraphs/billing/definition.js';
import { settleDueDocuments } from '../../../subgraphs/billing/jobs/settle-due-documents.js';
import { callerOf, organizations } from '../../support/caller.js';
import { type BillingKit, type InvoiceAnswer, startBilling } from './billing-kit.js';

let kit: BillingKit;
beforeAll(async () => {
  kit = await startBilling();
});
beforeEach(() => {
  kit.clock.now = new Date('2025-06-02T09:00:00.000Z');
});
afterAll(() => kit?.close());

const settle = () => settleDueDocuments.handle({}, kit.services, new AbortController().signal);
const inDays = (days: number) => new Date(kit.clock.now.getTime() + days * 86_400_000).toISOString();

async function statusOf(kind: 'quote' | 'invoice', id: string, caller = callerOf()): Promise<string> {
  const query = `query ($id: ID!) { found: ${kind}(id: $id) { status } }`;
  return (await kit.graph.data<{ found: { status: string } }>(query, { id }, caller)).found.status;
}

describe('documents whose time has passed', () => {
  test('quotes expire and invoices become overdue, in every organization; others stay', async () => {
    const south = callerOf(organizations.south);
    const sendAs = async (kind: 'Quote' | 'Invoice', input: object, caller = callerOf()) => {
      const { id } = kind === 'Quote' ? await kit.quote(input, caller) : await kit.invoice(input, caller);
      await kit.graph.data(`mutation ($id: ID!) { send${kind}(id: $id) { id } }`, { id }, caller);
      return id;
    };
    const quote = await sendAs('Quote', { validUntil: inDays(1) });
    const viewed = await sendAs('Quote', { validUntil: inDays(1) });
    await kit.step('markQuoteViewed', viewed);
    const longer = await sendAs('Quote', { validUntil: inDays(3) });
    const draft = await kit.quote({ validUntil: inDays(1) });
    const theirs = await sendAs('Quote', { validUntil: inDays(1) }, south);
    const invoice = await sendAs('Invoice', { dueAt: inDays(1) });
    const partial = await sendAs('Invoice', { dueAt: inDays(1) });
    await kit.pay(partial, 100);
    const paid = await sendAs('Invoice', { dueAt: inDays(1) });
    await kit.pay(paid, 12_000);
    const theirInvoice = await sendAs('Invoice', { dueAt: inDays(1) }, south);

    await settle();
    expect(await statusOf('quote', quote)).toBe('SENT');

    kit.clock.now = new Date(inDays(2));
    await settle();
    await settle();
    expect(await Promise.all([quote, viewed, longer, draft.id].map((id) => statusOf('quote', id)))).toEqual([
      'EXPIRED',
      'EXPIRED',
      'SENT',
      'DRAFT',
    ]);
    expect(await Promise.all([invoice, partial, paid].map((id) => statusOf('invoice', id)))).toEqual([
      'OVERDUE',
      'OVERDUE',
      'PAID',
    ]);
    expect(await statusOf('quote', theirs, south)).toBe('EXPIRED');
    expect(await statusOf('invoice', theirInvoice, south)).toBe('OVERDUE');

    const told = (await kit.events('integrations')).filter(({ actor }) => actor.kind === 'system');
    expect(told.filter(({ organizationId }) => organizationId === organizations.south)).toHaveLength(2);
    expect(told).toHaveLength(6);
    expect(await kit.refused('signQuote', quote)).toMatchObject({ code: 'CONFLICT' });
  });

  test('an overdue invoice that is paid in part stays overdue, and is paid in the end', async () => {
    const { id } = await kit.invoice({ dueAt: inDays(1) });
    await kit.step('sendInvoice', id);
    kit.clock.now = new Date(inDays(2));
    await settle();
    expect((await kit.pay(id, 100)).invoice).toMatchObject({ status: 'OVERDUE', balance: { amount: 11_900 } });
    expect((await kit.pay(id, 11_900)).invoice.status).toBe('PAID');
  });

  test('more than fit in one transaction are all settled', async () => {
    const parties = await kit.parties();
    const ids: string[] = [];
    for (let made = 0; made < 105; made++) ids.push((await kit.invoice({ ...parties, dueAt: inDays(1) })).id);
    await Promise.all(ids.map((id) => kit.step<InvoiceAnswer>('sendInvoice', id)));
    kit.clock.now = new Date(inDays(2));
    await settle();
    const query =
      'query ($companyId: ID!) { invoices(filter: { companyId: $companyId, status: OVERDUE }) { totalCount } }';
    expect(await kit.graph.data(query, { companyId: parties.companyId })).toEqual({ invoices: { totalCount: 105 } });
  });

  test('are found under an owner that is no superuser, who sees no more than before otherwise', async () => {
    const [password, plain] = [randomBytes(16).toString('hex'), `plain_${randomBytes(4).toString('hex')}`];
    for (const statement of [
      `create role ${plain} login createrole password '${password}'`,
      `grant passerelle_app to ${plain} with admin option`,
      `create database ${plain} owner ${plain}`,
    ]) {
      await kit.database.sql(statement);
    }
    const url = new URL(kit.database.url);
    Object.assign(url, { username: plain, password, pathname: `/${plain}` });
    await migrateDatabase(url.href, [billing]);
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      await client.query("select set_config('passerelle.organization_id', $1, false)", [organizations.north]);
      const row = `'018f0000-0000-7000-8000-00000000000a', '${organizations.north}', now(), now()`;
      const columns = 'id, organization_id, created_at, updated_at';
      await client.query(`insert into billing.companies (${columns}, name) values (${row}, 'A')`);
      await client.query(`insert into billing.customers (${columns}, name) values (${row}, 'B')`);
      await client.query(
        `insert into billing.quotes (${columns}, company_id, customer_id, currency, lines, number, status, sent_at, valid_until)
         values (${row}, '018f0000-0000-7000-8000-00000000000a', '018f0000-0000-7000-8000-00000000000a', 'EUR', '[]',
           'QUO-1', 'SENT', '2024-12-01', '2025-01-01')`,
      );
      await client.query("select set_config('passerelle.organization_id', '', false)");
      await client.query('set role passerelle_app');
      const due = await client.query("select billing.due_organizations('2025-01-02') as id");
      expect(due.rows).toEqual([{ id: organizations.north }]);
      expect((await client.query("select billing.due_organizations('2024-12-31')")).rows).toEqual([]);
      const remind = "select organization_id as id from billing.organizations_to_remind('2024-12-10')";
      expect((await client.query(remind)).rows).toEqual([{ id: organizations.north }]);
      expect((await client.query('select id from billing.quotes')).rows).toEqual([]);
      expect((await client.query('select id from billing.companies')).rows).toEqual([]);
    } finally {
      await client.end();
      for (const statement of [`drop database ${plain}`, `drop owned by ${plain}`, `drop role ${plain}`]) {
        await kit.database.sql(statement);
      }
    }
  });
});
