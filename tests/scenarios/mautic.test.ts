import { mautic } from '../../connectors/mautic/index.js';
import { createMauticSandbox } from '../../sandboxes/mautic/index.js';
import { sweepDeliveries } from '../../subgraphs/integrations/jobs/sweep-deliveries.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { createQuote, sendQuote } from '../support/quotes.js';

const sandbox = createMauticSandbox();
let vendor: Awaited<ReturnType<typeof sandbox.start>>;
let hub: TestHub;
beforeAll(async () => {
  [vendor, hub] = await Promise.all([sandbox.start(), startTestHub({ connectors: [mautic] })]);
  const credentials = {
    clientId: 'sandbox-client',
    clientSecret: 'sandbox-client-secret',
    webhookSecret: 'sandbox-mautic-secret',
  };
  const input = { connector: 'mautic', name: 'default', baseUrl: vendor.url, credentials };
  await hub.admin.data('mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }', { input });
  sandbox.configure({ webhookUrl: `${hub.url}/api/integrations/mautic/webhook` });
}, 60_000);
afterAll(async () => {
  await hub.close();
  await vendor.close();
});

async function contact(email: string): Promise<string> {
  const create = 'mutation ($input: ContactInput!) { createContact(input: $input) { id } }';
  const input = { firstName: 'Marie', email };
  return (await hub.admin.data<{ createContact: { id: string } }>(create, { input })).createContact.id;
}

async function deliveries(subjectId: string, action: string) {
  const query = `query ($filter: DeliveryFilter!) { deliveries(filter: $filter) { nodes { action status blockedBy } } }`;
  const { deliveries } = await hub.admin.data<{
    deliveries: { nodes: { action: string; status: string; blockedBy: string | null }[] };
  }>(query, { filter: { connector: 'mautic', subjectId } });
  return deliveries.nodes.filter((delivery) => delivery.action === action);
}
const delivered = (subjectId: string, action: string, status: string) =>
  eventually(
    async () => (await deliveries(subjectId, action)).find((delivery) => delivery.status === status),
    `${action} is ${status}`,
  );
const at = (email: string) => sandbox.state().contacts.find((one) => one.email === email);
const holds = (email: string, check: (found: NonNullable<ReturnType<typeof at>>) => boolean, what: string) =>
  eventually(async () => {
    const found = at(email);
    return found && check(found);
  }, what);
const consent = (id: string, granted: boolean) =>
  hub.admin.data(
    `mutation ($id: ID!, $granted: Boolean!) {
      recordConsent(contactId: $id, input: { purpose: EMAIL_MARKETING, source: "web-form", granted: $granted }) { id } }`,
    { id, granted },
  );

test('a campaign waits for consent, holds up nothing, goes when it comes and stops when it goes', async () => {
  const email = 'marie@welcome.example';
  const id = await contact(email);
  const lead = await hub.admin.data<{ createLead: { id: string } }>(
    'mutation ($id: ID!) { createLead(input: { contactId: $id, source: "website" }) { id } }',
    { id },
  );
  const leadId = lead.createLead.id;
  expect(await delivered(leadId, 'start-lead-nurturing', 'BLOCKED')).toMatchObject({ blockedBy: 'no consent' });
  await hub.admin.data(`mutation ($id: ID!) { qualifyLead(id: $id) { id } }`, { id: leadId });
  await hub.admin.data(`mutation ($id: ID!) { convertLead(id: $id) { id } }`, { id: leadId });
  expect(await delivered(id, 'start-welcome', 'BLOCKED')).toMatchObject({ blockedBy: 'no consent' });
  // The contact's own changes pass the campaign that waits.
  await holds(email, ({ segments }) => segments.includes(3), 'the contact is among the clients');
  expect(at(email)?.emails).toEqual([]);

  await consent(id, true);
  await delivered(id, 'start-welcome', 'SUCCEEDED');
  // A lead that is won is not nurtured any more.
  await delivered(leadId, 'start-lead-nurturing', 'CANCELLED');
  expect(at(email)?.emails.map(({ campaignId }) => campaignId)).toEqual([4]);

  const contact_id = at(email)?.id ?? 0;
  await sandbox.sendEvent({ event: 'mautic.email_on_open', contact_id });
  const said = { contact_id, channel: 'email', new_status: 'unsubscribed' } as const;
  await sandbox.sendEvent({ event: 'mautic.lead_channel_subscription_changed', ...said });
  await holds(email, ({ campaigns }) => campaigns.some((one) => one.id === 4 && one.removed), 'the campaign was left');
  const query = `query ($id: ID!) { contact(id: $id) { consents { granted source } timeline(first: 50) { nodes { title } } } }`;
  interface Seen {
    contact: { consents: object[]; timeline: { nodes: { title: string }[] } };
  }
  const seen = await eventually(async () => {
    const { contact } = await hub.admin.data<Seen>(query, { id });
    return contact.timeline.nodes.length >= 8 && contact;
  }, 'the timeline is whole');
  expect(seen.consents).toEqual([{ granted: false, source: 'mautic' }]);
  expect(seen.timeline.nodes.map(({ title }) => title)).toEqual(
    expect.arrayContaining([
      'Lead new',
      'Lead qualified',
      'Lead converted',
      'Consent to email marketing given',
      expect.stringMatching(/^E-mail sent/),
      expect.stringMatching(/^E-mail opened/),
      'Consent to email marketing refused or withdrawn',
    ]),
  );
});

test('a quote starts its campaign once, and its customer stands in the segment as long as it waits', async () => {
  const email = 'jeanne@quote.example';
  const contactId = await contact(email);
  const { id } = await createQuote(hub.admin, { contactId });
  vendor.faults.add({ match: { path: '/api/campaigns/1/contact/*/add' }, fault: { kind: 'lost-answer' } });
  await sendQuote(hub.admin, id);
  await delivered(id, 'start-quote-sent', 'SUCCEEDED');
  await holds(email, ({ segments }) => segments.includes(4), 'the quote is pending');
  await hub.admin.data('mutation ($id: ID!) { signQuote(id: $id, signedBy: "Jeanne") { id } }', { id });
  await holds(email, ({ segments }) => !segments.includes(4), 'the quote is not pending any more');
  await delivered(id, 'note-quote-signed', 'SUCCEEDED');
  expect(at(email)?.emails.map(({ campaignId }) => campaignId)).toEqual([1]);
});

test('a campaign that a lost worker was about to start, and that has no reason any more, is done with', async () => {
  const contactId = await contact('irene@lost.example');
  const { createLead } = await hub.admin.data<{ createLead: { id: string } }>(
    'mutation ($id: ID!) { createLead(input: { contactId: $id, source: "website" }) { id } }',
    { id: contactId },
  );
  const { id } = createLead;
  await delivered(id, 'start-lead-nurturing', 'BLOCKED');
  // As a worker leaves it that is lost in the middle.
  await hub.database.sql(
    `with lost as (
       update integrations.deliveries set status = 'SENDING', blocked_by = null, waits_for = null, awaited_subject_id = null,
         total_attempts = 1, lease_id = gen_random_uuid(), lease_until = now() - interval '2 minutes'
       where subject_id = $1 and action = 'start-lead-nurturing' returning *)
     insert into integrations.delivery_attempts
       (id, organization_id, created_at, updated_at, delivery_id, connection_id, number, started_at, outcome, exchanges)
     select gen_random_uuid(), organization_id, now(), now(), id, connection_id, 1, now() - interval '3 minutes', 'RUNNING', '[]'
     from lost`,
    [id],
  );
  await hub.admin.data(`mutation ($id: ID!) { qualifyLead(id: $id) { id } }`, { id });
  await hub.admin.data(`mutation ($id: ID!) { convertLead(id: $id) { id } }`, { id });
  await sweepDeliveries.handle({}, hub.assembly.services, new AbortController().signal);
  await delivered(id, 'start-lead-nurturing', 'CANCELLED');
  const query = `query ($filter: DeliveryFilter!) { deliveries(filter: $filter) { nodes { attempts { outcome errorCode } } } }`;
  const filter = { subjectId: id, action: 'start-lead-nurturing' };
  expect(await hub.admin.data(query, { filter })).toEqual({
    deliveries: { nodes: [{ attempts: [{ outcome: 'INTERRUPTED', errorCode: 'WORKER_LOST' }] }] },
  });
});

test('what waits for an earlier delivery that is not there any more is swept up', async () => {
  const id = await contact('eve@lost.example');
  await delivered(id, 'sync-contact', 'SUCCEEDED');
  await hub.database.sql(
    `update integrations.deliveries set status = 'PENDING', blocked_by = 'earlier delivery of before', waits_for = 'predecessor',
       updated_at = now() - interval '2 minutes' where subject_id = $1`,
    [id],
  );
  await sweepDeliveries.handle({}, hub.assembly.services, new AbortController().signal);
  await delivered(id, 'sync-contact', 'SUCCEEDED');
});

test('what the vendor counts is an edge that never fails', async () => {
  const numbers = `asOf source error { code } `;
  const query = `{ marketingDashboard { ${numbers} contacts campaigns { id members } segments { name } }
    campaignStats(id: "1") { ${numbers} campaign { name members emailsSent openRate } }
    missing: segmentStats(id: "99") { ${numbers} segment { members } } wrong: segmentStats(id: "x") { ${numbers} segment { id } } }`;
  vendor.faults.add({ match: { path: '/api/stats/**' }, fault: { kind: 'status', status: 503 }, times: 50 });
  const broken = await hub.admin.data('{ marketingDashboard { asOf error { code } contacts } }');
  expect(broken).toEqual({ marketingDashboard: { asOf: null, error: { code: expect.any(String) }, contacts: null } });
  vendor.faults.clear();
  const live = { source: 'LIVE', asOf: expect.any(String), error: null };
  expect(await hub.admin.data(query)).toMatchObject({
    marketingDashboard: { ...live, contacts: 4, campaigns: expect.arrayContaining([{ id: '1', members: 1 }]) },
    campaignStats: { ...live, campaign: { members: 1, emailsSent: 1, openRate: 0 } },
    missing: { ...live, segment: null },
    wrong: { asOf: null, source: null, error: { code: 'INVALID_INPUT' }, segment: null },
  });
});
