import { randomUUID } from 'node:crypto';
import type { DomainEventData, DomainEventName } from '../../../platform/events/domain-events.js';
import { handleDomainEvents } from '../../../subgraphs/marketing/jobs/handle-domain-events.js';
import { organizations } from '../../support/caller.js';
import { type MarketingKit, startMarketing } from './marketing-kit.js';

let kit: MarketingKit;
beforeAll(async () => {
  kit = await startMarketing();
});
afterAll(() => kit?.close());

const actor = { kind: 'system' as const, id: 'test', name: 'Test' };
const tell = <Name extends DomainEventName>(name: Name, data: DomainEventData<Name>, occurredAt: string) =>
  handleDomainEvents.handle(
    { organizationId: organizations.north, name, data, occurredAt, actor, requestId: 'test' },
    kit.services,
    new AbortController().signal,
  );
const day = (number: number) => `2025-06-0${number}T09:00:00.000Z`;

interface Seen {
  contact: {
    timeline: { nodes: { title: string; at: string }[]; totalCount: number; pageInfo: { endCursor: string } };
    leads: { id: string; version: number; score: number; scoreReasons: { reason: string; points: number }[] }[];
  };
}
const seen = async (id: string, first = 50, after: string | null = null) => {
  const query = `query ($id: ID!, $first: Int, $after: String) { contact(id: $id) {
    timeline(first: $first, after: $after) { nodes { title at kind step source subjectId } totalCount pageInfo { endCursor } }
    leads { id version score scoreReasons { reason points } } } }`;
  return (await kit.graph.data<Seen>(query, { id, first, after })).contact;
};

function customer(contactId: string) {
  const about = { companyId: randomUUID(), customerId: randomUUID(), contactId };
  const quote = { ...about, quoteId: randomUUID(), number: 'QUO-2025-0001', interventionId: null };
  const invoice = {
    ...about,
    invoiceId: randomUUID(),
    number: 'FAC-2025-0001',
    kind: 'DEPOSIT' as const,
    quoteId: quote.quoteId,
  };
  return { quote, invoice };
}

/** All that happens from a lead to its money, on its days; in whatever order it is told. */
function story(contactId: string, email: string): (() => Promise<unknown>)[] {
  const { quote, invoice } = customer(contactId);
  const touch = { email, connector: 'mautic', at: day(4) };
  const paymentId = randomUUID();
  const opened = { ...touch, activity: 'EMAIL_OPENED' as const, title: 'E-mail opened', key: 'mautic:1' };
  return [
    () => tell('consent.changed', { contactId, purpose: 'EMAIL_MARKETING', granted: true }, day(2)),
    () => tell('quote.status-changed', { ...quote, from: null, to: 'DRAFT' }, day(3)),
    () => tell('quote.status-changed', { ...quote, from: 'DRAFT', to: 'SENT' }, day(3)),
    () => tell('contact.touched', opened, day(9)),
    () => tell('quote.status-changed', { ...quote, from: 'SENT', to: 'SIGNED' }, day(5)),
    () => tell('invoice.status-changed', { ...invoice, from: 'DRAFT', to: 'SENT' }, day(6)),
    () => tell('invoice.reminder-due', { ...invoice, level: 1 }, day(7)),
    () => tell('payment.received', { ...invoice, paymentId }, day(8)),
  ];
}
const titles = [
  'Payment received for invoice FAC-2025-0001',
  'Reminder 1 of invoice FAC-2025-0001',
  'Invoice FAC-2025-0001 sent',
  'Quote QUO-2025-0001 signed',
  'E-mail opened',
  'Quote QUO-2025-0001 sent',
  'Consent to email marketing given',
];

test('everything that happens to a contact stands in its timeline once, by when it happened', async () => {
  for (const turned of [false, true]) {
    const email = `${randomUUID()}@example.org`;
    const { id } = await kit.contact({ email });
    const events = story(id, email.toUpperCase());
    for (const event of turned ? events.toReversed() : events) {
      await event();
      await event();
    }
    const { timeline } = await seen(id);
    expect(timeline.nodes.map(({ title }) => title)).toEqual(titles);
    const first = (await seen(id, 3)).timeline;
    const next = (await seen(id, 3, first.pageInfo.endCursor)).timeline;
    expect([...first.nodes, ...next.nodes].map(({ title }) => title)).toEqual(titles.slice(0, 6));
  }
});

test('a signature is seen by whom it concerns, and nothing by strangers', async () => {
  const { id } = await kit.contact({ email: 'signer@example.org' });
  const { quote } = customer(id);
  const signature = {
    signatureId: randomUUID(),
    subjectType: 'quote' as const,
    subjectId: quote.quoteId,
    kind: 'QUOTE' as const,
    state: 'VIEWED' as const,
    at: day(4),
    signedBy: null,
    fileId: null,
    reason: null,
  };
  await tell('signature.changed', signature, day(4));
  await tell('quote.status-changed', { ...quote, from: 'DRAFT', to: 'SENT' }, day(3));
  await tell('quote.status-changed', { ...quote, contactId: randomUUID(), from: 'DRAFT', to: 'SENT' }, day(3));
  await tell('quote.status-changed', { ...quote, contactId: null, from: 'DRAFT', to: 'SENT' }, day(3));
  await tell('signature.changed', signature, day(4));
  const stranger = { email: 'nobody@example.org', connector: 'mautic', at: day(4), title: 'x', key: 'x' };
  await tell('contact.touched', { ...stranger, activity: 'OTHER' }, day(4));
  const { timeline } = await seen(id);
  expect(timeline.nodes).toMatchObject([
    { kind: 'SIGNATURE', step: 'VIEWED', source: 'hub', subjectId: quote.quoteId },
    { kind: 'QUOTE', step: 'SENT', subjectId: quote.quoteId },
  ]);
  expect(
    await kit.database.sql('select count(*)::int as count from marketing.touches where contact_id = $1', [id]),
  ).toEqual([{ count: 2 }]);
});

test('a lead is as promising as the rules say, until a person says otherwise', async () => {
  const email = 'lead@example.org';
  const { id: contactId } = await kit.contact({ email });
  const { id } = await kit.lead({ contactId, source: 'partner' });
  expect((await seen(contactId)).leads).toEqual([
    { id, version: 1, score: 20, scoreReasons: [{ reason: 'Came from: partner', points: 20 }] },
  ]);
  await kit.graph.data(
    'mutation ($id: ID!) { recordConsent(contactId: $id, input: { purpose: EMAIL_MARKETING, source: "x" }) { id } }',
    { id: contactId },
  );
  for (const event of story(contactId, email)) await event();
  const [lead] = (await seen(contactId)).leads;
  expect(lead).toMatchObject({ score: 85 });
  expect(lead?.scoreReasons).toEqual([
    { reason: 'Came from: partner', points: 20 },
    { reason: 'Consents to e-mails', points: 10 },
    { reason: 'Was sent a quote', points: 20 },
    { reason: 'Signed a quote', points: 30 },
    { reason: 'Opened an e-mail', points: 5 },
  ]);
  const told = (await kit.events('integrations')).filter(({ name }) => name === 'lead.changed');
  expect(told.at(-1)?.data).toEqual({ leadId: id, contactId, status: 'NEW', score: 85 });
  await kit.step('updateLead', id, 'input: { score: 50 }');
  const again = { email, connector: 'mautic', at: day(9), activity: 'EMAIL_OPENED' as const, title: 'E-mail opened' };
  await tell('contact.touched', { ...again, key: 'mautic:2' }, day(9));
  expect((await seen(contactId)).leads).toMatchObject([
    { score: 50, scoreReasons: [{ reason: 'Scored by a person', points: 50 }] },
  ]);
  await kit.step('updateLead', id, 'input: { score: null }');
  expect((await seen(contactId)).leads).toMatchObject([{ score: 90 }]);
});

test('a withdrawal that a vendor tells of is written down at once, and once', async () => {
  const { id, email } = await kit.contact({ email: 'leaver@example.org' });
  const said = { email: ` ${email?.toUpperCase()} `, channel: 'EMAIL' as const, granted: false, at: day(1) };
  for (let times = 0; times < 2; times += 1) {
    await tell('consent.told', { ...said, reason: 'unsubscribed', connector: 'mautic' }, day(1));
  }
  const query =
    'query ($id: ID!) { contact(id: $id) { consents { purpose granted source } consentHistory { totalCount } } }';
  expect(await kit.graph.data(query, { id })).toEqual({
    contact: {
      consents: [{ purpose: 'EMAIL_MARKETING', granted: false, source: 'mautic' }],
      consentHistory: { totalCount: 1 },
    },
  });
  const again =
    'mutation ($id: ID!) { recordConsent(contactId: $id, input: { purpose: EMAIL_MARKETING, source: "x" }) { id } }';
  await kit.graph.data(again, { id });
  await tell('consent.told', { ...said, reason: 'unsubscribed', connector: 'mautic' }, day(1));
  expect(await kit.graph.data(query, { id })).toMatchObject({
    contact: { consents: [{ granted: true }], consentHistory: { totalCount: 2 } },
  });
});
