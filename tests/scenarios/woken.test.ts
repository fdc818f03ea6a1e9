import pg from 'pg';
import { docuseal } from '../../connectors/docuseal/index.js';
import { mautic } from '../../connectors/mautic/index.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { startVendorSandboxes, type VendorSandboxes } from '../support/vendor-sandboxes.js';

// What a delivery waits for wakes it when it comes, whoever's it is and at whatever moment.

let hub: TestHub;
let vendors: VendorSandboxes;
let docusealId: string;
beforeAll(async () => {
  hub = await startTestHub({ connectors: [docuseal, mautic] });
  vendors = await startVendorSandboxes(hub);
  docusealId = await vendors.connectDocuseal();
  await vendors.connectMautic();
}, 60_000);
afterAll(async () => {
  await hub.close();
  await vendors.close();
});

const ask = <Data>(query: string, variables: object) => hub.admin.data<Data>(query, { ...variables });
type Made<Name extends string> = Record<Name, { id: string }>;

interface Seen {
  status: string;
  blockedBy: string | null;
  violations: { field: string }[];
}
const until = (subjectId: string, action: string, status: string) =>
  eventually(async () => {
    const query = `query ($filter: DeliveryFilter!) {
      deliveries(filter: $filter) { nodes { status blockedBy violations { field } } } }`;
    const { deliveries } = await ask<{ deliveries: { nodes: Seen[] } }>(query, { filter: { subjectId, action } });
    return deliveries.nodes.find((delivery) => delivery.status === status);
  }, `${action} is ${status}`);

/** A quote that was sent and is to be signed. */
async function quoteToSign(customer: object): Promise<{ quoteId: string; customerId: string }> {
  const makeParties = `mutation ($customer: CreateCustomerInput!) {
    company: createCompany(input: { name: "Valoren" }) { id }
    customer: createCustomer(input: $customer) { id } }`;
  const parties = await ask<Made<'company' | 'customer'>>(makeParties, { customer });
  const customerId = parties.customer.id;
  const lines = [{ description: 'Heat pump', unitPrice: 10_000, vatRate: 2_000 }];
  const input = { companyId: parties.company.id, customerId, lines };
  const makeQuote = 'mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { id } }';
  const quoteId = (await ask<Made<'createQuote'>>(makeQuote, { input })).createQuote.id;
  await ask('mutation ($id: ID!) { sendQuote(id: $id) { id } }', { id: quoteId });
  return { quoteId, customerId };
}

test('a signature that waits for the customer’s address is asked for once the customer has one', async () => {
  const { quoteId, customerId } = await quoteToSign({ name: 'Marie Curie' });
  const waiting = await until(quoteId, 'request-quote-signature', 'BLOCKED');
  expect(waiting.violations).toEqual([{ field: 'customer.email' }]);
  const change = `mutation ($id: ID!) { updateCustomer(id: $id, input: { email: "marie@example.org" }) { id } }`;
  await ask(change, { id: customerId });
  await until(quoteId, 'request-quote-signature', 'SUCCEEDED');
});

test('a signature that waits for a setting is asked for once that is set', async () => {
  const set = (quoteTemplate: number | null) =>
    ask('mutation ($id: ID!, $settings: JSON) { updateConnection(id: $id, input: { settings: $settings }) { id } }', {
      id: docusealId,
      settings: { quoteTemplate },
    });
  await set(null);
  const { quoteId } = await quoteToSign({ name: 'Pierre Curie', email: 'pierre@example.org' });
  const waiting = await until(quoteId, 'request-quote-signature', 'BLOCKED');
  expect(waiting.violations).toEqual([{ field: 'connection.settings.quoteTemplate' }]);
  await set(1);
  await until(quoteId, 'request-quote-signature', 'SUCCEEDED');
});

test('consent that comes after a campaign looked for it and before it waits wakes it all the same', async () => {
  const held = await holdUp();
  try {
    const person = '{ firstName: "Irène", email: "irene@example.org" }';
    const { createContact } = await ask<Made<'createContact'>>(
      `mutation { createContact(input: ${person}) { id } }`,
      {},
    );
    const { createLead } = await ask<Made<'createLead'>>(
      'mutation ($id: ID!) { createLead(input: { contactId: $id, source: "website" }) { id } }',
      { id: createContact.id },
    );
    await held.reached();
    await ask(
      `mutation ($id: ID!) {
        recordConsent(contactId: $id, input: { purpose: EMAIL_MARKETING, source: "web-form", granted: true }) { id } }`,
      { id: createContact.id },
    );
    await eventually(async () => {
      const told = `select 1 from integrations.sync_events where type = 'consent.changed' and subject_id = $1`;
      return (await hub.database.sql(told, [createContact.id])).length > 0;
    }, 'the hub was told of the consent');
    await held.release();
    await until(createLead.id, 'start-lead-nurturing', 'SUCCEEDED');
  } finally {
    await held.release();
  }
});

/** Keeps deliveries from writing down that they wait for their subject, until released. */
async function holdUp(): Promise<{ reached(): Promise<unknown>; release(): Promise<void> }> {
  const key = 7_451;
  await hub.database.sql(`create function wait_for_test() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock_shared(${key}); return new; end $$`);
  await hub.database.sql(`create trigger wait_for_test before update on integrations.deliveries for each row
    when (new.waits_for = 'dossier' and old.waits_for is distinct from 'dossier') execute function wait_for_test()`);
  const holder = new pg.Client({ connectionString: hub.database.url });
  await holder.connect();
  await holder.query('select pg_advisory_lock($1)', [key]);
  let isHeld = true;
  return {
    reached: () =>
      eventually(async () => {
        const waiting = `select 1 from pg_locks where locktype = 'advisory' and objid = $1 and not granted`;
        return (await hub.database.sql(waiting, [key])).length > 0;
      }, 'a delivery is about to wait'),
    async release() {
      if (!isHeld) return;
      isHeld = false;
      await holder.end();
      await hub.database.sql('drop function wait_for_test cascade');
    },
  };
}
