import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { connectTiny, createTinyVendor, type TinyEvent, tell } from '../support/tiny-vendor.js';

let hub: TestHub;
const connectionIds = new Map<string, string>();
const vendors = ['docuseal', 'invoice-ninja', 'mautic'];
beforeAll(async () => {
  hub = await startTestHub({ connectors: vendors.map((key) => createTinyVendor(key)) });
  for (const vendor of vendors) connectionIds.set(vendor, await connectTiny(hub, vendor));
}, 60_000);
afterAll(() => hub.close());

const at = (second: number) => new Date(Date.UTC(2025, 5, 2, 9, 0, second)).toISOString();
interface Received {
  id: string;
  outcome: string;
  message: string | null;
  topic?: string;
  events: { type: string; outcome: string; message: string }[];
}
const received = async (filter: object) => {
  const query = `query ($filter: InboundWebhookFilter) {
    inboundWebhooks(filter: $filter) { nodes { id outcome message events { type outcome message } } } }`;
  const { inboundWebhooks } = await hub.admin.data<{ inboundWebhooks: { nodes: Received[] } }>(query, { filter });
  return inboundWebhooks.nodes;
};
const settled = (connector: string, count: number) =>
  eventually(async () => {
    const nodes = await received({ connector, outcome: ['APPLIED', 'IGNORED'] });
    return nodes.length === count && nodes;
  }, `${count} webhooks of ${connector} applied`);
const consent = (email: string | null, granted: boolean, second: number): TinyEvent => ({
  type: 'consent',
  at: at(second),
  summary: `consent is ${granted}`,
  news: { kind: 'consent', email, channel: 'EMAIL', granted, reason: 'Unsubscribed' },
});
const contact = async () => {
  const email = `${randomUUID()}@example.org`;
  const query = 'mutation ($input: ContactInput!) { upsertContact(input: $input) { id } }';
  const { upsertContact } = await hub.admin.data<{ upsertContact: { id: string } }>(query, { input: { email } });
  const consents = async () => {
    const answer = await hub.admin.data<{ contact: { consents: object[] } }>(
      'query ($id: ID!) { contact(id: $id) { consents { purpose granted source evidence at } } }',
      { id: upsertContact.id },
    );
    return answer.contact.consents;
  };
  return { email, consents };
};

test('all events of a body are applied, in order, and each says what became of it', async () => {
  const { email, consents } = await contact();
  const body = [
    consent(email, true, 1),
    { type: 'opened', at: at(2), news: { kind: 'touch' as const, email, title: 'Opened “Welcome”', key: 'open-1' } },
    consent(null, false, 3),
    { type: 'other', at: at(4), externalId: 'nobody' },
    consent(email.toUpperCase(), false, 5),
  ];
  expect(await tell(hub, 'mautic', body)).toEqual({ status: 202, body: { status: 'accepted', duplicate: false } });
  const [webhook] = await settled('mautic', 1);
  expect(webhook).toMatchObject({
    outcome: 'APPLIED',
    events: [
      { type: 'consent', outcome: 'APPLIED', message: 'consent is true' },
      { type: 'opened', outcome: 'APPLIED' },
      { type: 'consent', outcome: 'IGNORED', message: 'It does not say whose consent it is.' },
      { type: 'other', outcome: 'IGNORED', message: 'No delivery of this hub is meant by it.' },
      { type: 'consent', outcome: 'APPLIED', message: 'consent is false' },
    ],
  });
  const withdrawn = { purpose: 'EMAIL_MARKETING', granted: false, source: 'mautic', evidence: 'Unsubscribed' };
  await eventually(async () => {
    return JSON.stringify(await consents()).includes('"granted":false');
  }, 'the consent withdrawn');
  expect(await consents()).toMatchObject([withdrawn]);

  // Applied again, it says the same and writes nothing down twice.
  const { id = '' } = webhook ?? {};
  await hub.admin.data('mutation ($id: ID!) { replayWebhook(id: $id) { outcome } }', { id });
  const [again] = await settled('mautic', 1);
  expect(again).toEqual(webhook);
});

describe('what is the same event', () => {
  test('signed bytes, under whatever topic', async () => {
    const events = [{ at: at(10), summary: 'signed once' }];
    const first = await tell(hub, 'docuseal', events);
    const again = await tell(hub, 'docuseal', events);
    expect([first.body.duplicate, again.body.duplicate]).toEqual([false, true]);
    const elsewhere = await tell(hub, 'docuseal', events, { path: `/${connectionIds.get('docuseal')}` });
    expect(elsewhere.body).toEqual({ status: 'accepted', duplicate: true });
    expect(await settled('docuseal', 1)).toMatchObject([{ outcome: 'IGNORED' }]);
  });

  test('unsigned bytes under the same topic', async () => {
    const events = [{ at: at(11), summary: 'an invoice as it is' }];
    const answers = [];
    for (const topic of ['create_payment', 'update_invoice', 'update_invoice']) {
      answers.push((await tell(hub, 'invoice-ninja', events, { topic })).body.duplicate);
    }
    expect(answers).toEqual([false, false, true]);
  });

  test('a topic that has another secret is no way in', async () => {
    const events = [{ at: at(12) }];
    const headers = { 'x-secret': 'another' };
    expect((await tell(hub, 'invoice-ninja', events, { topic: 'update_invoice', headers })).status).toBe(401);
  });
});

test('the list is narrowed by vendor, outcome and time', async () => {
  const all = await received({});
  const later = await received({ receivedAfter: new Date(Date.now() + 60_000).toISOString() });
  const ofMautic = await received({ connector: 'mautic' });
  const ofConnection = await received({ connectionId: connectionIds.get('mautic') });
  expect(all.length).toBeGreaterThan(ofMautic.length);
  expect(ofConnection).toEqual(ofMautic);
  expect(later).toEqual([]);
  expect(await received({ connectionId: 'x' })).toEqual([]);
});

test('no answer at an address that is right makes a vendor end its subscription', async () => {
  const answers = [];
  for (const method of ['GET', 'DELETE', 'PATCH', 'POST', 'PUT']) {
    for (const path of ['', `/${randomUUID()}`, '/x']) {
      const response = await fetch(`${hub.url}/api/integrations/invoice-ninja/webhook${path}`, {
        method,
        ...(method.startsWith('P') && { body: '{}' }),
      });
      await response.arrayBuffer();
      answers.push(`${method} ${response.status}`);
    }
  }
  expect([...new Set(answers)]).toEqual(['GET 400', 'DELETE 400', 'PATCH 400', 'POST 401', 'PUT 401']);
});
