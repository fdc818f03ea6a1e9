import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { runUnitOfWork } from '../../platform/service/unit-of-work.js';
import { requestDelivery } from '../../subgraphs/integrations/deliveries/request-delivery.js';
import { workerCaller } from '../../subgraphs/integrations/deliveries/run-delivery.js';
import { pullRecords } from '../../subgraphs/integrations/two-way/pull-records.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { createTinyRecords } from '../support/tiny-records.js';
import { connectTiny, tell } from '../support/tiny-vendor.js';

let ahead = 0;
const now = () => new Date(Date.now() + ahead);
const vendor = createTinyRecords(now);
let hub: TestHub;
let connectionId: string;
beforeAll(async () => {
  hub = await startTestHub({ connectors: [vendor.connector], now });
  connectionId = await connectTiny(hub, 'invoice-ninja');
}, 60_000);
afterAll(() => hub.close());

const nothing = { aborted: new AbortController().signal };
const poll = (signal = nothing.aborted) => pullRecords.handle({}, hub.assembly.services, signal);
/** Says that the vendor has this of ours, as a delivery would have. */
const link = (type: string, externalId: string, subjectId: string) =>
  hub.database.sql(
    `insert into integrations.external_records (id, organization_id, created_at, updated_at, connection_id, record_type, external_id, subject_id)
     select gen_random_uuid(), c.organization_id, now(), now(), c.id, $2, $3, $4 from integrations.connections c where c.id = $1`,
    [connectionId, type, externalId, subjectId],
  );
const changed = (record: 'contact' | 'invoice' | 'payment', externalId: string) => ({
  type: `update_${record}`,
  at: now().toISOString(),
  externalId,
  summary: `${record} ${externalId} changed`,
  news: { kind: 'record' as const, record },
});
const person = () => {
  const email = `${randomUUID()}@example.org`;
  return { firstName: 'Marie', lastName: 'Curie', email, phone: '+33612345678', tags: [] };
};
const makeContact = async () => {
  const input = person();
  const { createContact } = await hub.admin.data<{ createContact: { id: string } }>(
    'mutation ($input: ContactInput!) { createContact(input: $input) { id } }',
    { input },
  );
  const externalId = `c-${randomUUID()}`;
  vendor.put('contact', externalId, input);
  await link('contact', externalId, createContact.id);
  await tell(hub, 'invoice-ninja', [changed('contact', externalId)]);
  const agreed = 'select from integrations.external_records where external_id = $1 and base is not null';
  await eventually(async () => (await hub.database.sql(agreed, [externalId])).length > 0, 'both sides compared');
  return { id: createContact.id, externalId };
};
const contact = async (id: string) => {
  const query = 'query ($id: ID!) { contact(id: $id) { firstName lastName phone } }';
  return (await hub.admin.data<{ contact: Record<string, string> }>(query, { id })).contact;
};
const change = (id: string, input: object) =>
  hub.admin.data('mutation ($id: ID!, $input: ContactInput!) { updateContact(id: $id, input: $input) { id } }', {
    id,
    input,
  });
const sentInvoice = async () => {
  const { company, customer } = await hub.admin.data<Record<'company' | 'customer', { id: string }>>(`mutation {
    company: createCompany(input: { name: "Valoren" }) { id }
    customer: createCustomer(input: { name: "Marie Curie", email: "marie@example.org" }) { id } }`);
  const lines = [{ description: 'Heat pump', unitPrice: 10_000, vatRate: 2_000 }];
  const input = { companyId: company.id, customerId: customer.id, title: 'Heat pump', lines };
  const { createInvoice } = await hub.admin.data<{ createInvoice: { id: string } }>(
    'mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { id } }',
    { input },
  );
  const { id } = createInvoice;
  await hub.admin.data('mutation ($id: ID!) { sendInvoice(id: $id) { id } }', { id });
  const externalId = `i-${randomUUID()}`;
  vendor.put('invoice', externalId, { status: 'SENT', title: 'Heat pump', notes: null });
  await link('invoice', externalId, id);
  return { id, externalId };
};

test('what one side changed reaches the other; of both, the newer', async () => {
  const { id, externalId } = await makeContact();
  vendor.put('contact', externalId, { phone: '+33600000001' });
  await change(id, { lastName: 'Skłodowska' });
  await tell(hub, 'invoice-ninja', [changed('contact', externalId)]);
  await eventually(async () => (await contact(id)).phone === '+33600000001', 'the phone number is here');
  await eventually(async () => {
    await contact(id);
    return vendor.get('contact', externalId).fields.lastName === 'Skłodowska';
  }, 'the name is there');
  expect(await contact(id)).toMatchObject({ lastName: 'Skłodowska', phone: '+33600000001' });

  await change(id, { firstName: 'Maria' });
  vendor.put('contact', externalId, { firstName: 'Manya' }, new Date(now().getTime() + 60_000));
  // No webhook told of it.
  await poll();
  await eventually(async () => (await contact(id)).firstName === 'Manya', 'the newer name is here');
});

/** Contacts that are linked and alike on both sides, and were never compared. */
async function makeAlike(count: number): Promise<{ id: string; externalId: string }[]> {
  const names = Array.from({ length: count }, (_, at) => `c${at}`);
  const inputs = names.map(person);
  const made = await hub.admin.data<Record<string, { id: string }>>(
    `mutation (${names.map((name) => `$${name}: ContactInput!`).join(', ')}) {
      ${names.map((name) => `${name}: createContact(input: $${name}) { id }`).join(' ')} }`,
    Object.fromEntries(names.map((name, at) => [name, inputs[at]])),
  );
  const alike = names.map((name) => ({ id: made[name]?.id ?? '', externalId: `c-${randomUUID()}` }));
  for (const [at, { id, externalId }] of alike.entries()) {
    vendor.put('contact', externalId, inputs[at] ?? {});
    await link('contact', externalId, id);
  }
  return alike;
}

test.each([
  ['together', 8],
  ['one by one, when the graph does not take so many', 1_000],
])(
  'a page of records is compared %s, and comes to the same',
  async (how, mostQuestions) => {
    const alike = await makeAlike(30);
    const [differs, settled, older, erased] = alike;
    vendor.put('contact', differs?.externalId ?? '', { phone: '+33600000009' }, new Date(now().getTime() + 60_000));
    const set = (column: string, externalId = '') =>
      hub.database.sql(
        `update integrations.external_records set ${column} = now() + interval '1 day' where external_id = $1`,
        [externalId],
      );
    await set('remote_updated_at', older?.externalId);
    await set('erased_at', erased?.externalId);
    await hub.database.sql(
      `insert into integrations.conflicts (id, organization_id, created_at, updated_at, connection_id, connector, record_type,
       subject_id, external_id, field, base, ours, theirs, rule, status)
     select gen_random_uuid(), organization_id, now(), now(), connection_id, 'invoice-ninja', record_type, subject_id, external_id,
       'phone', '"a"', '"b"', '"c"', 'person', 'OPEN' from integrations.external_records where external_id = $1`,
      [settled?.externalId],
    );
    const ids = new Set<unknown>(alike.map(({ id }) => id));
    let questions = 0;
    const { services } = hub.assembly;
    const graph: typeof services.graph = {
      ...services.graph,
      execute(request, context) {
        const asked = Object.values(request.variables ?? {});
        if (asked.some((id) => ids.has(id))) questions += 1;
        if (how !== 'together' && asked.length > 1) return Promise.resolve({ errors: [new GraphQLError('too much')] });
        return services.graph.execute(request, context);
      },
    };
    await pullRecords.handle({}, { ...services, graph }, nothing.aborted);
    expect(questions).toBeLessThanOrEqual(mostQuestions);

    const records = () =>
      hub.database.sql<{ external_id: string; base: object | null; written: string }>(
        'select external_id, base, xmin::text as written from integrations.external_records where external_id = any($1) order by 1',
        [alike.map(({ externalId }) => externalId)],
      );
    const compared = await records();
    const without = compared.filter(({ base }) => base === null).map((record) => record.external_id);
    expect(without.sort()).toEqual([older?.externalId, erased?.externalId].sort());
    const resolution = 'select resolution from integrations.conflicts where external_id = $1';
    expect(await hub.database.sql(resolution, [settled?.externalId])).toEqual([{ resolution: 'AGREED' }]);
    await eventually(async () => (await contact(differs?.id ?? '')).phone === '+33600000009', 'theirs is here');

    await poll();
    const again = await records();
    const isDifferent = (record: (typeof again)[number]) => record.external_id === differs?.externalId;
    expect(again.find(isDifferent)?.base).toMatchObject({ phone: '+33600000009' });
    // Where nothing has changed, nothing is written.
    const others = (of: typeof again) => of.filter((record) => !isDifferent(record));
    expect(others(again)).toEqual(others(compared));
  },
  60_000,
);

test('what was changed there and not heard of yet is taken over before ours goes over it', async () => {
  const { id, externalId } = await makeContact();
  vendor.put('contact', externalId, { phone: '+33600000002' });
  await change(id, { lastName: 'Sklodowska' });
  const { services } = hub.assembly;
  const identity = { caller: workerCaller(firstOrganizationId), requestId: 'test' };
  const about = { subjectType: 'contact', subjectId: id, subjectReference: 'Marie', byHand: false } as const;
  await runUnitOfWork(services, identity, (unit) =>
    requestDelivery(unit, services.connectors, { connector: 'invoice-ninja', action: 'sync-contact', ...about }),
  );
  await eventually(async () => {
    const { phone } = await contact(id);
    return phone === '+33600000002' && vendor.get('contact', externalId).fields.lastName === 'Sklodowska';
  }, 'each change on the other side');
  expect(vendor.phones(externalId)).toEqual(['+33612345678', '+33600000002']);
});

test('what cannot be taken over waits for a person, and nobody’s value is lost meanwhile', async () => {
  const { id, externalId } = await sentInvoice();
  await poll();
  vendor.put('invoice', externalId, { title: 'Pompe à chaleur' });
  await tell(hub, 'invoice-ninja', [changed('invoice', externalId)]);
  const inbox = async () => {
    const query = `query ($id: ID!) { conflicts(filter: { status: OPEN, subjectId: $id }) {
      nodes { id field base theirs rule reason } } }`;
    type Node = { id: string; field: string; base: string; theirs: string; reason: string };
    return (await hub.admin.data<{ conflicts: { nodes: Node[] } }>(query, { id })).conflicts.nodes;
  };
  const [conflict] = await eventually(async () => {
    const nodes = await inbox();
    return nodes.length > 0 && nodes;
  }, 'the clash in the inbox');
  expect(conflict).toMatchObject({
    field: 'title',
    base: 'Heat pump',
    theirs: 'Pompe à chaleur',
    rule: 'refused here',
  });
  ahead += 60_000;
  await poll();
  expect(await inbox()).toHaveLength(1);
  expect(vendor.get('invoice', externalId).fields.title).toBe('Pompe à chaleur');

  const mutation = 'mutation ($id: ID!) { resolveConflict(id: $id, take: OURS) { status resolution resolvedBy } }';
  expect(await hub.admin.data(mutation, { id: conflict?.id })).toMatchObject({
    resolveConflict: { status: 'RESOLVED', resolution: 'OURS' },
  });
  await eventually(async () => {
    await inbox();
    return vendor.get('invoice', externalId).fields.title === 'Heat pump';
  }, 'our title there');
  expect((await hub.admin.ask(mutation, { id: conflict?.id })).errors?.[0]?.extensions?.code).toBe('CONFLICT');
});

test('a payment that was made at the vendor is recorded once, however it is heard of', async () => {
  const { id, externalId: invoice } = await sentInvoice();
  const externalId = `p-${randomUUID()}`;
  const fields = { amount: 4_000, currency: 'EUR', method: 'CARD', reference: 'pi_1', invoice };
  vendor.put('payment', externalId, { ...fields, receivedAt: now().toISOString() });
  await Promise.all([
    tell(hub, 'invoice-ninja', [changed('payment', externalId)]),
    tell(hub, 'invoice-ninja', [changed('payment', externalId)], { topic: 'create_payment' }),
    poll(),
  ]);
  const paid = async () => {
    const query = 'query ($id: ID!) { invoice(id: $id) { status payments { amount { amount } method } } }';
    return (await hub.admin.data<{ invoice: { status: string; payments: object[] } }>(query, { id })).invoice;
  };
  await eventually(async () => (await paid()).payments.length > 0, 'the payment recorded');
  await poll();
  const linked = 'select from integrations.external_records where external_id = $1';
  await eventually(async () => (await hub.database.sql(linked, [externalId])).length === 1, 'the payment known');
  expect(await paid()).toMatchObject({ status: 'PARTIAL', payments: [{ amount: { amount: 4_000 }, method: 'CARD' }] });
});

test('an erased contact leaves nothing to compare it by', async () => {
  const { id, externalId } = await makeContact();
  const { services } = hub.assembly;
  const identity = { caller: workerCaller(firstOrganizationId), requestId: 'test' };
  const erased = { erasureId: randomUUID(), emailDigest: null, subjectIds: [id] };
  await runUnitOfWork(services, identity, (unit) => unit.emit('person.documents-erased', erased));
  const left = 'select from integrations.external_records where external_id = $1 and base is not null';
  await eventually(async () => (await hub.database.sql(left, [externalId])).length === 0, 'the base emptied');
});

test('what a run is reading is not polled beside it', async () => {
  await hub.database.sql(
    `insert into integrations.sync_logs (id, organization_id, created_at, updated_at, connection_id, type, requested_by, started_at,
       error_log, phase, position, next_step_at)
     select gen_random_uuid(), organization_id, now(), now(), id, 'FULL', 'test', now(), '[]', 'PULL', 'records contact',
       now() + interval '1 day' from integrations.connections where id = $1`,
    [connectionId],
  );
  vendor.readings.length = 0;
  await poll();
  expect(vendor.readings).toEqual([]);
  await hub.database.sql(`update integrations.sync_logs set status = 'COMPLETED' where connection_id = $1`, [
    connectionId,
  ]);
  await poll();
  expect(vendor.readings).not.toEqual([]);
});

test('a reading that is interrupted goes on where it was', async () => {
  for (let number = 0; number < 1_000; number += 1) vendor.put('contact', `many-${number}`, { firstName: 'Ada' });
  vendor.readings.length = 0;
  const interrupted = new AbortController();
  vendor.onReading = () => {
    if (vendor.readings.length === 5) interrupted.abort();
  };
  await poll(interrupted.signal).catch(() => undefined);
  vendor.onReading = () => undefined;
  expect(vendor.readings).toHaveLength(5);
  await poll();
  const pages = vendor.readings.filter((reading) => reading.startsWith('contact'));
  // The fifth was not compared to its end: it is read again, and no other.
  expect(new Set(pages).size).toBe(pages.length - 1);
  expect(pages.at(-1)).toBe('contact 1000');
}, 60_000);
