import { eraseKeptCustomers } from '../../subgraphs/billing/jobs/erase-kept-customers.js';
import {
  canaries,
  createOne,
  deliverPerson,
  dossierOfPerson,
  email,
  foundCanaries,
  keptByLaw,
  sellToPerson,
  untilQuiet,
} from '../support/canary-person.js';
import type { HubClient } from '../support/client.js';
import { createIntervention, publishOne } from '../support/dossiers.js';
import { erase, erasedCompletely, exportOf } from '../support/erasures.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { storedRows } from '../support/stored.js';
import { readChangedRecords, startVendors, type Vendors } from '../support/vendors.js';

let hub: TestHub;
let receiver: Receiver;
let vendors: Vendors | null = null;
/** How far the hub's clock is ahead, in milliseconds. */
let ahead = 0;
beforeEach(async () => {
  ahead = 0;
  [hub, receiver] = await Promise.all([startTestHub({ now: () => new Date(Date.now() + ahead) }), startReceiver()]);
});
afterEach(async () => {
  await Promise.all([hub.close(), receiver.close()]);
  await vendors?.close();
  vendors = null;
});

test('a person is exported whole, and erased everywhere but where the law says otherwise; others stay', async () => {
  const stranger = await hub.client({ organization: 'elsewhere' });
  await createIntervention(stranger, dossierOfPerson());
  await createOne(stranger, 'createContact', 'ContactInput', { email, lastName: canaries.lastName });
  const [elsewhere] = await hub.database.sql<{ id: string }>(
    `select id from access.organizations where name = 'elsewhere'`,
  );
  vendors = await startVendors(hub, () => new Date(Date.now() + ahead));
  const neighbour = await publishOne(hub.admin);
  const id = await deliverPerson(hub, receiver);
  await sellToPerson(hub, vendors, id);
  const others = await storedRows(hub.database, elsewhere?.id);
  const before = await foundCanaries(hub, elsewhere?.id ?? '');
  expect(Object.keys(before).sort()).toEqual(Object.keys(canaries).sort());
  const heldAt = ['accepted_payloads', 'delivery_attempts', 'webhook_attempts', 'webhook_messages', 'sync_events'];
  expect(before.email).toEqual(expect.arrayContaining(heldAt.map((table) => `integrations.${table}`)));
  expect(before.pdl).toContain('integrations.lookup_answers');
  expect(before.vendorNotes).toContain('integrations.inbound_webhooks');
  const shared = ['external_records', 'signatures', 'inbound_webhooks', 'delivery_attempts', 'accepted_payloads'];
  expect(before.lastName).toEqual(expect.arrayContaining(shared.map((table) => `integrations.${table}`)));
  // The log of who did what can erase nobody, so nobody is in it.
  expect(Object.values(before).flat()).not.toContain('audit.entries');

  const exported = JSON.stringify(await exportOf(hub.admin, { interventionId: id }));
  const missed = Object.entries(canaries).filter(([, value]) => !exported.includes(value));
  expect(missed).toEqual([]);
  expect(exported).toContain(`thanks for`);
  expect(JSON.stringify(await exportOf(hub.admin, { email }))).toContain(canaries.quoteLine);

  // It would be told of what is cancelled, and say the address again.
  receiver.answer({ status: 200 });
  const { id: erasureId } = await erase(hub.admin, { interventionId: id });
  const erasure = await erasedCompletely(hub.admin, erasureId);
  expect(await foundCanaries(hub, elsewhere?.id ?? '')).toEqual(keptByLaw);
  expect(erasure.interventionIds).toEqual([id]);
  expect(erasure.waitingFor).toEqual([]);
  expect(erasure.parts.map(({ subgraph }) => subgraph).sort()).toEqual([
    'billing',
    'integrations',
    'interventions',
    'marketing',
  ]);
  const kept = erasure.parts.find(({ subgraph }) => subgraph === 'billing')?.kept;
  const until = `${new Date().getUTCFullYear() + 10}-12-31T23:59:59.999Z`;
  expect(kept?.map(({ what, count, until: end }) => [what, count, end])).toEqual([
    ['invoices as they were issued', 1, until],
    ['customers: name, postal address', 1, until],
    ['payments', 1, until],
  ]);
  expect(kept?.[0]?.reason).toContain('L123-22');
  const recipients = erasure.parts.flatMap((part) => part.recipients);
  expect(recipients.map(({ connector }) => connector).sort()).toEqual([
    'docuseal',
    'invoice-ninja',
    'mautic',
    'symphonics',
    'webhook',
  ]);
  const vendor = recipients.find(({ connector }) => connector === 'symphonics');
  expect(vendor?.externalIds).toHaveLength(1);
  expect(vendor?.fields).toEqual(expect.arrayContaining(['beneficiary.email', 'site.pdl']));
  expect(vendor?.lastSentAt).not.toBeNull();

  // What the law had kept goes the night after it has to be kept no more.
  const eraseKept = () => eraseKeptCustomers.handle({}, hub.assembly.services, new AbortController().signal);
  await eraseKept();
  expect(await foundCanaries(hub, elsewhere?.id ?? '')).toEqual(keptByLaw);
  ahead = Date.parse(until) + 1 - Date.now();
  await eraseKept();
  ahead = 0;
  expect(await foundCanaries(hub, elsewhere?.id ?? '')).toEqual({});

  // The installer stays, the neighbour stays, the other organization stays; asked again, nothing more is done.
  const query =
    'query ($id: ID!) { intervention(id: $id) { status installer { name } beneficiary { email } documents { url } history { nodes { action } } } }';
  expect(await hub.admin.data(query, { id })).toMatchObject({
    intervention: {
      status: 'PUBLISHED',
      installer: { name: 'Jean Dupont' },
      beneficiary: { email: null },
      documents: [],
    },
  });
  expect(await hub.admin.data(query, { id: neighbour.id })).toMatchObject({
    intervention: { beneficiary: { email: 'thomas.martin@example.com' } },
  });
  expect(JSON.stringify(await exportOf(hub.admin, { interventionId: neighbour.id }))).toContain(
    'thomas.martin@example.com',
  );
  expect(await storedRows(hub.database, elsewhere?.id)).toEqual(others);
  expect((await erase(hub.admin, { interventionId: id })).id).toBe(erasureId);
  expect(await erasedCompletely(hub.admin, erasureId)).toEqual(erasure);
  expect(JSON.stringify(await exportOf(hub.admin, { email }))).not.toContain(canaries.quoteLine);

  // The vendors have it all still, and nothing of it comes back.
  await readChangedRecords(hub);
  await untilQuiet(hub);
  expect(await foundCanaries(hub, elsewhere?.id ?? '')).toEqual({});
});

const hold = `mutation ($email: String, $interventionId: ID, $until: DateTime) {
  holdPerson(email: $email, interventionId: $interventionId, reason: "case 12/345", until: $until) { id placedBy } }`;

test('while a hold stands nobody is erased; it ends by its date or when it is released', async () => {
  const { id } = await createIntervention(hub.admin, dossierOfPerson());
  const second = await createIntervention(hub.admin, dossierOfPerson());
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await hub.admin.data(hold, { email: ' Canary.Person@example.com', until });
  const { holdPerson } = await hub.admin.data<{ holdPerson: { id: string } }>(hold, { interventionId: second.id });

  const mutation = 'mutation ($id: ID) { eraseBeneficiary(interventionId: $id) { id } }';
  const refused = async () => (await hub.admin.ask(mutation, { id })).errors?.[0]?.extensions;
  expect(await refused()).toMatchObject({
    code: 'PERSON_HELD',
    reason: 'case 12/345',
    until: null,
    holdId: holdPerson.id,
  });
  await hub.admin.data('mutation ($id: ID!) { releaseHold(id: $id) { releasedAt } }', { id: holdPerson.id });
  expect(await refused()).toMatchObject({ code: 'PERSON_HELD', until });
  expect(JSON.stringify(await exportOf(hub.admin, { interventionId: id }))).toContain('case 12/345');

  ahead = 3_600_001;
  const { id: erasureId } = await erase(hub.admin, { interventionId: id });
  expect((await erasedCompletely(hub.admin, erasureId)).interventionIds).toEqual([id, second.id]);
  expect(await hub.database.sql('select email from interventions.holds where email is not null')).toEqual([]);
});

test('what is on its way is waited for, and an erasure that stands still goes on when it is asked for again', async () => {
  const { id } = await publishOne(hub.admin, dossierOfPerson());
  const sending = (to: string, from: string) =>
    hub.database.sql('update integrations.deliveries set status = $1 where subject_id = $2 and status = $3', [
      to,
      id,
      from,
    ]);
  await sending('SENDING', 'SUCCEEDED');
  const { id: erasureId } = await erase(hub.admin, { email });
  for (let parts = 0; parts < 3; ) {
    const query = 'query ($id: ID!) { erasure(id: $id) { waitingFor completedAt } }';
    const { erasure } = await hub.admin.data<{ erasure: { waitingFor: string[]; completedAt: string | null } }>(query, {
      id: erasureId,
    });
    expect(erasure.completedAt).toBeNull();
    parts = 4 - erasure.waitingFor.length;
    if (parts === 3) expect(erasure.waitingFor).toEqual(['integrations']);
  }
  const refused = await hub.admin.ask(hold, { interventionId: id });
  expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', erasureId });
  // As if its job had been given up.
  await hub.database.sql(
    `delete from jobs.job where name = 'domain-events-integrations' and data ->> 'name' = 'person.documents-erased'`,
  );
  await sending('SUCCEEDED', 'SENDING');
  expect((await erase(hub.admin, { interventionId: id })).id).toBe(erasureId);
  const done = await erasedCompletely(hub.admin, erasureId);
  expect(done.parts).toHaveLength(4);
});

test('who may, and who is meant', async () => {
  const { id } = await createIntervention(hub.admin, dossierOfPerson());
  const operator = await hub.client({ scopes: ['interventions:write', 'interventions:read', 'audit:read'] });
  const mutation = 'mutation ($id: ID, $email: String) { eraseBeneficiary(interventionId: $id, email: $email) { id } }';
  const codeOf = async (client: HubClient, variables: object) =>
    (await client.ask(mutation, { ...variables })).errors?.[0]?.extensions?.code;
  expect(await codeOf(operator, { id })).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  const officer = await hub.client({ scopes: ['privacy:admin'] });
  expect(await codeOf(officer, {})).toBe('INVALID_INPUT');
  expect(await codeOf(officer, { id, email })).toBe('INVALID_INPUT');
  expect(await codeOf(officer, { email: 'nobody' })).toBe('INVALID_INPUT');
  const stranger = await hub.client({ organization: 'elsewhere' });
  expect(await codeOf(stranger, { id })).toBe('NOT_FOUND');
  expect(JSON.stringify(await exportOf(officer, { interventionId: id }))).toContain(canaries.pdl);
  const { auditEntries } = await hub.admin.data<{ auditEntries: { nodes: { event: string }[] } }>(
    '{ auditEntries { nodes { event outcome } } }',
  );
  expect(auditEntries.nodes).toContainEqual({ event: 'person.exported', outcome: 'DONE' });
  expect(auditEntries.nodes).toContainEqual({ event: 'person.erasure-requested', outcome: 'REFUSED' });
});

test('half of what is held is no export', async () => {
  const { id } = await createIntervention(hub.admin, dossierOfPerson());
  await hub.database.sql('alter table billing.quotes rename to out_of_reach');
  const query = 'mutation ($id: ID) { exportBeneficiary(interventionId: $id) { interventionIds document } }';
  const { data, errors } = await hub.admin.ask(query, { id });
  expect(data).toEqual({ exportBeneficiary: { interventionIds: [id], document: null } });
  expect(errors?.map(({ path }) => path)).toEqual([['exportBeneficiary', 'billing']]);
});
