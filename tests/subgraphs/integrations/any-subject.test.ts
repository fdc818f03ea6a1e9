import { randomUUID } from 'node:crypto';
import { type Assembly, assemble } from '../../../hub/assemble.js';
import { runWorkers } from '../../../hub/run-workers.js';
import { loadConfig } from '../../../platform/config/config.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { createLogger } from '../../../platform/telemetry/logger.js';
import { saveConnection } from '../../../subgraphs/integrations/connections/save-connection.js';
import type { DeliveryRequest } from '../../../subgraphs/integrations/deliveries/delivery-request.js';
import { keepRecord } from '../../../subgraphs/integrations/deliveries/external-records.js';
import { requestDelivery } from '../../../subgraphs/integrations/deliveries/request-delivery.js';
import { retryDelivery } from '../../../subgraphs/integrations/operations/steer-delivery.js';
import { callerOf } from '../../support/caller.js';
import { cloneDatabase, type TestDatabase } from '../../support/database.js';
import { baseEnv } from '../../support/hub.js';
import { createToyVendor } from './toy-vendor.js';

const toy = createToyVendor();
const company = randomUUID();
const identity = { caller: callerOf(), requestId: 'test' };
let database: TestDatabase;
let hub: Assembly;

beforeAll(async () => {
  database = await cloneDatabase();
  hub = await assemble({
    config: loadConfig(baseEnv(database.url, 'http://127.0.0.1:1')),
    logger: createLogger({ level: 'silent' }),
    databaseUrl: database.url,
    role: 'test',
    connectors: [toy.connector],
  });
  await connect('everybody’s', null);
  await connect('a company’s own', company);
  await runWorkers(hub);
}, 60_000);
afterAll(async () => {
  await hub.close(2_000);
  await database.drop();
});
beforeEach(() => {
  toy.need();
  toy.sent.length = 0;
});

function connect(account: string, companyId: string | null, settings?: unknown) {
  const { services } = hub;
  const input = {
    connector: 'toy',
    name: account,
    baseUrl: 'http://127.0.0.1:1',
    credentials: { account },
    companyId,
    settings,
  };
  return saveConnection(
    { services, write: (work) => runUnitOfWork(services, identity, work) },
    { ...input, managedByEnvironment: true },
  );
}

const ask = (action: string, subjectId: string, more: Partial<DeliveryRequest> = {}) =>
  runUnitOfWork(hub.services, identity, (unit) =>
    requestDelivery(unit, hub.services.connectors, {
      connector: 'toy',
      action,
      subjectId,
      subjectReference: `${action} of ${subjectId.slice(0, 4)}`,
      byHand: false,
      ...more,
    }),
  );

/** The sync events about a subject, from the first on, as a client follows them. */
async function* follow(subjectId: string): AsyncGenerator<{ type: string; message: string; subjectType: string }> {
  const query = `subscription ($id: ID!, $after: String) { syncEvents(subjectId: $id, after: $after) { type message subjectType } }`;
  const after = Buffer.from('sync:0').toString('base64url');
  const stream = await hub.subgraphServices.integrations.subscribe(
    { query, variables: { id: subjectId, after } },
    identity,
  );
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
  for await (const { data, errors } of stream) {
    if (errors) throw new Error(JSON.stringify(errors));
    yield (data as { syncEvents: { type: string; message: string; subjectType: string } }).syncEvents;
  }
}

/** Waits for so many events of a type; says all types until then. */
async function until(subjectId: string, type: string, times = 1): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of follow(subjectId)) {
    seen.push(event.type);
    if (seen.filter((one) => one === type).length === times) break;
  }
  return seen;
}

const row = async (id: string) => {
  const [found] = await database.sql('select * from integrations.deliveries where id = $1', [id]);
  return found;
};
const records = (subjectId: string) =>
  database.sql('select record_type, external_id from integrations.external_records where subject_id = $1', [subjectId]);

test('what is done once is one delivery a variant, with the input that its action takes', async () => {
  const invoice = randomUUID();
  const first = await ask('remind', invoice, { variant: '1', input: { note: 'please' } });
  const again = await ask('remind', invoice, { variant: '1' });
  const second = await ask('remind', invoice, { variant: '2' });
  expect(again.id).toBe(first.id);
  expect(second.id).not.toBe(first.id);
  await until(invoice, 'delivery.succeeded', 2);
  expect(toy.sent).toMatchObject([
    { action: 'remind', variant: '1', input: { note: 'please' } },
    { action: 'remind', variant: '2', input: null },
  ]);
  expect((await ask('remind', invoice, { variant: '2' })).id).toBe(second.id);
  expect(await row(second.id)).toMatchObject({ subject_type: 'invoice', status: 'SUCCEEDED' });

  const refusal = (input: unknown, action = 'remind') =>
    ask(action, randomUUID(), { input }).catch((error) => error.details);
  expect(await refusal({ note: 'far too long a note' })).toMatchObject({ violations: [{ field: 'input.note' }] });
  expect(await refusal({ note: 'x' }, 'mail')).toMatchObject({ violations: [{ field: 'input' }] });
});

test('a company’s own account goes before the common one', async () => {
  const invoice = randomUUID();
  await ask('remind', invoice, { companyId: company });
  await ask('remind', invoice, { companyId: randomUUID(), variant: 'another company’s' });
  await ask('remind', invoice, { variant: 'nobody’s' });
  await until(invoice, 'delivery.succeeded', 3);
  const accounts = Object.fromEntries(toy.sent.map(({ variant, account }) => [variant, account]));
  expect(accounts).toEqual({ '': 'a company’s own', 'another company’s': 'everybody’s', 'nobody’s': 'everybody’s' });
});

test('where there is none, the company is named', async () => {
  const south = { caller: callerOf('018f0000-0000-7000-8000-000000000002'), requestId: 'test' };
  const refused = runUnitOfWork(hub.services, south, (unit) =>
    requestDelivery(unit, hub.services.connectors, {
      connector: 'toy',
      action: 'remind',
      subjectId: randomUUID(),
      subjectReference: 'F-1',
      companyId: company,
      byHand: false,
    }),
  );
  await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND', details: { connector: 'toy', companyId: company } });
});

test('what repeats takes along what changes while it waits, goes in order, and knows what the vendor calls the subject', async () => {
  const customer = randomUUID();
  const gate = toy.hold('push-customer');
  const first = await ask('push-customer', customer);
  await gate.arrived;
  const second = await ask('push-customer', customer);
  const third = await ask('push-customer', customer);
  expect(second.id).not.toBe(first.id);
  expect(third.id).toBe(second.id);
  gate.release();
  await until(customer, 'delivery.succeeded', 2);
  const [made, changed] = toy.sent;
  expect(made).toMatchObject({ action: 'push-customer', externalId: null });
  expect(changed).toMatchObject({ action: 'push-customer', externalId: 'push-customer 1' });
  expect(toy.sent).toHaveLength(2);
  expect(await records(customer)).toEqual([{ record_type: 'customer', external_id: 'push-customer 1' }]);
  expect((await ask('push-customer', customer)).id).not.toBe(second.id);
  await until(customer, 'delivery.succeeded', 3);
});

test('what repeats is sent again when its answer is lost, to the record that it may have left', async () => {
  const customer = randomUUID();
  toy.lose('push-customer');
  await ask('push-customer', customer);
  await until(customer, 'delivery.succeeded');
  expect(toy.sent.map(({ externalId }) => externalId)).toEqual([null, 'push-customer 1']);
  toy.lose('push-customer');
  await ask('push-customer', customer);
  await until(customer, 'delivery.succeeded', 2);
  expect(toy.sent.slice(2).map(({ externalId }) => externalId)).toEqual(['push-customer 1', 'push-customer 1']);
  expect(await records(customer)).toEqual([{ record_type: 'customer', external_id: 'push-customer 1' }]);
});

test('what is done once and turns out to be there has succeeded, and is not done again', async () => {
  const payment = randomUUID();
  const heardOtherwise = (connectionId: string) => (externalId: string) =>
    runUnitOfWork(hub.services, identity, (unit) =>
      keepRecord(unit, { connectionId, recordType: 'payment', externalId, subjectId: payment }),
    );
  const [common] = await database.sql<{ id: string }>('select id from integrations.connections where name = $1', [
    'everybody’s',
  ]);
  toy.lose('pay', heardOtherwise(common?.id ?? ''));
  const { id } = await ask('pay', payment);
  await until(payment, 'delivery.succeeded');
  expect(toy.sent).toHaveLength(1);
  expect(await row(id)).toMatchObject({ external_id: 'pay 1', must_reconcile: false, total_attempts: 1 });
});

test('what the vendor has to have first is brought there, once, and then what waited for it goes', async () => {
  const [customer, invoice, other] = [randomUUID(), randomUUID(), randomUUID()];
  toy.need({ type: 'customer', id: customer, reference: 'C-1' });
  const gate = toy.hold('push-customer');
  const waiting = await ask('push-invoice', invoice);
  await until(invoice, 'delivery.blocked');
  expect(await row(waiting.id)).toMatchObject({
    status: 'BLOCKED',
    blocked_by: 'customer not there yet',
    waits_for: 'predecessor',
  });
  await ask('push-invoice', other);
  await until(other, 'delivery.blocked');
  gate.release();
  await Promise.all([until(invoice, 'delivery.succeeded'), until(other, 'delivery.succeeded')]);
  expect(toy.sent.map(({ action }) => action)).toEqual(['push-customer', 'push-invoice', 'push-invoice']);
  expect(toy.sent[1]?.others).toEqual({ [`customer:${customer}`]: 'push-customer 1' });
});

test('it waits for as long as the vendor refuses that, and goes once it is taken', async () => {
  const [customer, invoice] = [randomUUID(), randomUUID()];
  toy.need({ type: 'customer', id: customer, reference: 'C-2' });
  toy.refuse('push-customer', true);
  await ask('push-invoice', invoice);
  await until(customer, 'delivery.failed');
  expect(toy.sent).toEqual([]);
  toy.refuse('push-customer', false);
  const [failed] = await database.sql<{ id: string }>('select id from integrations.deliveries where subject_id = $1', [
    customer,
  ]);
  await runUnitOfWork(hub.services, identity, (unit) => retryDelivery(unit, failed?.id ?? ''));
  await until(invoice, 'delivery.succeeded');
  expect(toy.sent.map(({ action }) => action)).toEqual(['push-customer', 'push-invoice']);
});

test('what needs its own subject’s record first does not stand in its way, and the rest keep their order', async () => {
  const invoice = randomUUID();
  const gate = toy.hold('push-invoice');
  // Mail needs the invoice itself; the invoice needs nothing.
  toy.need({ type: 'invoice', id: invoice, reference: 'F-2' });
  await ask('mail', invoice);
  await until(invoice, 'delivery.blocked');
  toy.need();
  await ask('remind', invoice);
  await gate.arrived;
  gate.release();
  const seen = await until(invoice, 'delivery.succeeded', 3);
  expect(seen).not.toContain('delivery.failed');
  expect(toy.sent.map(({ action }) => action)).toEqual(['push-invoice', 'mail', 'remind']);
});

test('the graph says of a subject what went to vendors about it, and what it is called there', async () => {
  const [customer, unknown] = [randomUUID(), randomUUID()];
  await ask('push-customer', customer);
  await until(customer, 'delivery.succeeded');
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Customer {
    deliveries(first: 5) { totalCount nodes { action status } }
    externalRecords { connector externalId connection { name } } } } }`;
  const representations = [customer, unknown].map((id) => ({ __typename: 'Customer', id }));
  const answer = await hub.subgraphServices.integrations.execute({ query, variables: { representations } }, identity);
  expect(JSON.parse(JSON.stringify(answer))).toEqual({
    data: {
      _entities: [
        {
          deliveries: { totalCount: 1, nodes: [{ action: 'push-customer', status: 'SUCCEEDED' }] },
          externalRecords: [{ connector: 'toy', externalId: 'push-customer 1', connection: { name: 'everybody’s' } }],
        },
        { deliveries: { totalCount: 0, nodes: [] }, externalRecords: [] },
      ],
    },
  });
});

test('settings are checked by the connector and completed with its defaults', async () => {
  expect((await connect('set', null)).settings).toEqual({ tone: 'soft' });
  expect((await connect('set', null, { tone: 'stern' })).settings).toEqual({ tone: 'stern' });
  await expect(connect('set', null, { tone: 'loud' })).rejects.toMatchObject({
    details: { violations: [{ field: 'settings.tone' }] },
  });
});
