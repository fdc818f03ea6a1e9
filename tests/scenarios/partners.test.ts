import { createIntervention, finishInstallation, publishOne, signContract } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import {
  allFields,
  partnerDeliveries,
  partnerInput,
  requiredFields,
  startPartner,
  type TestPartner,
  updatePartner,
  violationsOf,
  watchDeliveries,
} from '../support/partners.js';

let hub: TestHub;
let partners: TestPartner[] = [];
beforeEach(async () => {
  hub = await startTestHub();
});
afterEach(async () => {
  await hub.close();
  await Promise.all(partners.map(({ sandbox }) => sandbox.close()));
  partners = [];
});

async function partner(name: string, input: object = {}): Promise<TestPartner> {
  const made = await startPartner(hub.admin, name, input);
  partners.push(made);
  return made;
}

const create = 'mutation ($input: CreatePartnerInput!) { createPartner(input: $input) { id } }';

test('a partner is sent the fields it may get and no others, also of what is added later', async () => {
  const { sandbox } = await partner('frugal', { allowedFields: requiredFields });
  const full = await partner('trusted');
  const { id, reference } = await publishOne(hub.admin);
  const watching = watchDeliveries(hub.admin, id);
  await watching.until('frugal', 'delivery.succeeded');
  await watching.until('trusted', 'delivery.succeeded');
  const files = 'https://app.workforce-automation.com/files';
  expect(sandbox.requests({ method: 'POST', path: '/crm/interventions' }).map(({ body }) => body)).toEqual([
    {
      customer: {
        first_name: 'Thomas',
        last_name: 'Martin',
        email: 'thomas.martin@example.com',
        phone: '+33612345678',
      },
      installation: { address: '45 Rue des Fleurs', postal_code: '75015', city: 'Paris', pdl: '12345678901234' },
      services: [{ code: 'BAR-TH-173', quantity: 1 }],
      equipment: [{ name: 'Régulateur Thaléos', model: 'RT-2000', quantity: 1 }],
      documents: [
        { type: 'invoice', url: `${files}/invoice.pdf` },
        { type: 'contract', url: `${files}/contract.pdf` },
      ],
      photos: [],
      completion_date: expect.any(String),
      external_id: reference,
    },
  ]);

  const photo = { type: 'after', url: `${files}/late.jpg` };
  const add =
    'mutation ($id: ID!, $documents: [DocumentInput!]!, $photos: [PhotoInput!]!) { addToDossier(id: $id, documents: $documents, photos: $photos) { id } }';
  await hub.admin.data(add, { id, documents: [], photos: [photo] });
  await watching.until('trusted', 'delivery.succeeded', { action: 'update-intervention' });
  await watching.until('frugal', 'delivery.cancelled', { action: 'update-intervention' });
  watching.stop();
  expect(sandbox.requests({ method: 'PATCH' })).toEqual([]);
  expect(full.sandbox.requests({ method: 'PATCH' }).map(({ body }) => body)).toEqual([{ photos: [photo] }]);
}, 60_000);

test('what the format requires, what it does not know, and where nothing may be sent are refused field by field', async () => {
  const refused = (input: object) =>
    violationsOf(hub.admin, create, { input: partnerInput({ name: 'x', baseUrl: hub.sandbox.url, ...input }) });
  const without = requiredFields.filter((field) => field !== 'customer' && field !== 'documents.url');
  expect(await refused({ allowedFields: [...without, 'customer.email', 'photos.type', 'nonsense'] })).toEqual([
    { field: 'allowedFields.14', message: 'nonsense is no field of the format' },
    ...['customer.first_name', 'customer.last_name', 'customer.phone', 'documents.url', 'photos.url'].map((field) => ({
      field: 'allowedFields',
      message: `must hold ${field}, which the format requires`,
    })),
  ]);
  expect(
    await refused({
      name: ' ',
      baseUrl: 'https://169.254.169.254/latest',
      credentials: { clientId: 'x' },
      subscription: { departments: ['20', '1', '99', '2A', '974'], companies: [''], statuses: [] },
      limits: [{ window: 'minute', requests: 0, windowMs: 10 }],
    }),
  ).toEqual(
    [
      'name',
      'baseUrl',
      'credentials.clientSecret',
      'subscription.companies.0',
      'subscription.departments.0',
      'subscription.departments.1',
      'subscription.departments.2',
      'subscription.statuses',
      'limits.0.requests',
      'limits.0.windowMs',
    ].map((field) => ({ field, message: expect.any(String) })),
  );
  expect(await refused({ baseUrl: 'http://crm.example.com' })).toMatchObject([{ field: 'baseUrl' }]);
  const connection = { connector: 'partner', name: 'x', baseUrl: hub.sandbox.url, credentials: {} };
  const save = 'mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }';
  expect(await violationsOf(hub.admin, save, { input: connection })).toContainEqual({
    field: 'connector',
    message: 'is made by createPartner, with what it may be told',
  });
  expect(await hub.admin.data('{ partners { totalCount } }')).toEqual({ partners: { totalCount: 0 } });
});

test('partners are listed, changed and removed; one that was sent something stays for its records; nobody reads credentials', async () => {
  const acme = await partner('Acme', {
    authorised: false,
    limits: [{ window: 'minute', requests: 7, windowMs: 60_000 }],
  });
  const other = await partner('Other');
  const clash = await hub.admin.ask(create, { input: partnerInput({ name: 'Acme', baseUrl: acme.sandbox.url }) });
  expect(clash.errors?.[0]?.extensions?.code).toBe('CONFLICT');
  const read = `query ($id: ID!) { partner(id: $id) { name authorised active allowedFields limits { window requests windowMs }
    subscription { companies operationCodes departments statuses since } deliveries { totalCount nodes { status externalId } } } }`;
  const fresh = {
    name: 'Acme',
    authorised: false,
    active: true,
    allowedFields: allFields,
    limits: [{ window: 'minute', requests: 7, windowMs: 60_000 }],
    subscription: { companies: [], operationCodes: [], departments: [], statuses: ['PUBLISHED'], since: null },
    deliveries: { totalCount: 0, nodes: [] },
  };
  expect(await hub.admin.data(read, { id: acme.id })).toEqual({ partner: fresh });
  await updatePartner(hub.admin, acme.id, {
    authorised: true,
    subscription: { departments: ['2a', '75'], since: '2024-05-01T00:00:00.000Z' },
  });
  const list = 'query ($filter: PartnerFilter) { partners(filter: $filter) { totalCount nodes { name } } }';
  expect(await hub.admin.data(list, { filter: { name: 'acm', authorised: true } })).toEqual({
    partners: { totalCount: 1, nodes: [{ name: 'Acme' }] },
  });
  expect(await hub.admin.data(list, { filter: { authorised: false } })).toMatchObject({ partners: { totalCount: 0 } });

  const { id } = await publishOne(hub.admin);
  const watching = watchDeliveries(hub.admin, id);
  await watching.until('Acme', 'delivery.succeeded');
  watching.stop();
  const externalId = acme.sandbox.state().interventions[0]?.id;
  expect(await hub.admin.data(read, { id: acme.id })).toEqual({
    partner: {
      ...fresh,
      authorised: true,
      subscription: { ...fresh.subscription, departments: ['2A', '75'], since: '2024-05-01T00:00:00.000Z' },
      deliveries: { totalCount: 1, nodes: [{ status: 'SUCCEEDED', externalId }] },
    },
  });

  const remove = 'mutation ($id: ID!) { deletePartner(id: $id) { name authorised active } }';
  expect(await hub.admin.data(remove, { id: acme.id })).toEqual({
    deletePartner: { name: 'Acme', authorised: false, active: false },
  });
  const unused = await partner('Unused', { authorised: false });
  expect(await hub.admin.data(remove, { id: unused.id })).toEqual({ deletePartner: null });
  expect(await hub.admin.data(list, {})).toMatchObject({ partners: { nodes: [{ name: 'Acme' }, { name: 'Other' }] } });
  expect(await hub.admin.data(read, { id: unused.id })).toEqual({ partner: null });
  expect(other.sandbox.state().interventions).toHaveLength(1);
  const [row] = await hub.database.sql<{ rows: string }>(
    'select json_agg(c)::text as rows from integrations.connections c',
  );
  expect(row?.rows).not.toContain('sandbox-secret');

  const reader = await hub.client({ scopes: ['integrations:read', 'integrations:write'] });
  for (const [call, variables] of [
    [create, { input: partnerInput({ name: 'Mine', baseUrl: acme.sandbox.url }) }],
    [remove, { id: other.id }],
  ] as const) {
    expect((await reader.ask(call, variables)).errors?.[0]?.extensions?.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  }
}, 60_000);

test('what waits for a partner whose authorisation was taken back stays here, says why, and goes when it is given again', async () => {
  const { id: partnerId, sandbox } = await partner('Acme');
  await hub.admin.data('mutation ($id: ID!) { pauseConnection(id: $id) { id } }', { id: partnerId });
  const { id } = await createIntervention(hub.admin);
  await finishInstallation(hub.admin, id);
  await signContract(hub.admin, id);
  const watching = watchDeliveries(hub.admin, id);
  expect(await watching.until('Acme', 'delivery.blocked')).toContain('connection paused');
  await updatePartner(hub.admin, partnerId, { authorised: false });
  const [waiting] = await partnerDeliveries(hub.admin);
  await hub.admin.data('mutation ($id: ID!) { resumeConnection(id: $id) { id } }', { id: partnerId });
  await hub.admin.data('mutation ($id: ID!) { retryDelivery(id: $id) { id } }', { id: waiting?.id });
  await watching.until('Acme', 'delivery.pending');
  await watching.until('Acme', 'delivery.blocked', { says: 'not authorised' });
  expect(await partnerDeliveries(hub.admin)).toMatchObject([{ status: 'BLOCKED', blockedBy: 'not authorised' }]);
  expect(sandbox.requests()).toEqual([]);
  await updatePartner(hub.admin, partnerId, { authorised: true });
  await watching.until('Acme', 'delivery.succeeded');
  watching.stop();
  expect(sandbox.state().interventions).toHaveLength(1);
}, 60_000);
