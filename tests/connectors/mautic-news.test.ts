import { createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { mautic } from '../../connectors/mautic/index.js';
import {
  contactAnswer,
  contactList,
  doneAnswer,
  fieldOf,
  noteList,
  segmentAnswer,
  tagsOf,
} from '../../connectors/mautic/wire.js';
import type { RemotePage } from '../../platform/connectors/vendor-records.js';
import { verifyWebhook } from '../../platform/webhooks/verify-webhook.js';
import { at, credentials, granted, lead, person, quote, startMautic } from '../support/mautic.js';

let m: Awaited<ReturnType<typeof startMautic>>;
beforeAll(async () => {
  m = await startMautic();
});
beforeEach(() => m.reset());
afterAll(() => m.vendor.close());

const request = { topic: null, receivedAt: at };

test('contacts are read anew from their last change on, withdrawals with them, however many pages that takes', async () => {
  const shared = mautic.records?.contact;
  const known = await m.there();
  for (let index = 0; index < 130; index += 1) {
    const fields = { email: `p${index}@example.fr`, firstname: 'P' };
    await m.sandbox.sendEvent({ event: 'mautic.lead_post_save_new', fields });
  }
  const readAll = async (since: Date | null) => {
    const emails: unknown[] = [];
    const told: unknown[] = [];
    let page: string | null = null;
    do {
      const read: RemotePage | undefined = await shared?.changedSince(m.session, since, page);
      if (!read) throw new Error('contacts are not shared');
      emails.push(...read.records.map(({ fields }) => fields.email));
      told.push(...(read.events ?? []).map(({ news, occurredAt }) => ({ ...news, occurredAt })));
      page = read.next;
    } while (page !== null);
    return { emails, told };
  };
  const all = await readAll(null);
  // Pages overlap.
  expect([all.emails.length, new Set(all.emails).size, all.told]).toEqual([151, 131, []]);
  m.advance(60_000);
  const since = new Date(m.now());
  expect(await readAll(since)).toEqual({ emails: [], told: [] });
  const contact_id = Number(known.externalId);
  await m.sandbox.sendEvent({ event: 'mautic.lead_post_save_new', fields: { email: 'new@example.fr' } });
  await m.sandbox.sendEvent({ event: 'mautic.lead_post_save_update', contact_id, fields: { lastname: 'Durand' } });
  m.sandbox.configure({ webhooks: 'lost' });
  const unsubscribed = { contact_id, channel: 'email', new_status: 'unsubscribed' } as const;
  await m.sandbox.sendEvent({ event: 'mautic.lead_channel_subscription_changed', ...unsubscribed });
  const news = { kind: 'consent', email: person.email, channel: 'EMAIL', granted: false, occurredAt: since };
  expect(await readAll(since)).toMatchObject({ emails: ['new@example.fr', person.email], told: [news] });
  expect(await shared?.read(m.session, known.externalId ?? '')).toMatchObject({
    updatedAt: since,
    fields: { firstName: 'Jeanne', lastName: 'Durand', email: person.email, phone: person.phone, tags: ['pac'] },
  });
  expect(await shared?.read(m.session, '999')).toBeNull();
});

test('a batch of events is read one by one, each by what it means', async () => {
  const known = await m.there();
  await m.sent('start-quote-sent', { quote }, { known });
  const contact_id = Number(known.externalId);
  m.sandbox.configure({ webhookUrl: 'http://127.0.0.1:9/', webhooks: 'lost', webhookQueue: true });
  await m.sandbox.sendEvent({ event: 'mautic.lead_post_save_update', contact_id, fields: { firstname: 'Jane' } });
  await m.sandbox.sendEvent({ event: 'mautic.email_on_open', contact_id });
  await m.sandbox.sendEvent({ event: 'mautic.lead_points_change', contact_id, points: 5 });
  for (const new_status of ['unsubscribed', 'contactable', 'bounced', 'contactable'] as const) {
    const event = 'mautic.lead_channel_subscription_changed';
    await m.sandbox.sendEvent({ event, contact_id, channel: 'email', new_status });
  }
  await m.sandbox.sendEvent({ event: 'mautic.lead_post_delete', contact_id });
  const webhooks = await m.sandbox.sendEvent({ event: 'webhooks.process' });
  const events = webhooks.flatMap(({ body }) => mautic.webhook?.parse(JSON.parse(body), request) ?? []);
  expect(new Set(events.map(({ externalId }) => externalId))).toEqual(new Set([known.externalId]));
  expect(new Set(events.map(({ occurredAt }) => occurredAt.getTime()))).toEqual(new Set([m.now()]));
  const consent = { kind: 'consent', email: person.email, channel: 'EMAIL' };
  expect(events.map(({ news }) => news)).toEqual([
    { kind: 'record', record: 'contact' },
    expect.objectContaining({ kind: 'touch', email: person.email, title: expect.stringMatching(/^E-mail opened/) }),
    expect.objectContaining({ kind: 'touch', title: 'Points: 0 → 5' }),
    expect.objectContaining({ ...consent, granted: false }),
    expect.objectContaining({ ...consent, granted: true }),
    expect.objectContaining({ kind: 'touch', title: expect.stringContaining('bounced') }),
    expect.objectContaining({ kind: 'touch' }),
    { kind: 'record', record: 'contact' },
  ]);
  expect(mautic.webhook?.parse({ 'mautic.company_post_save': [{}] }, request)).toEqual([]);
  expect(() => mautic.webhook?.parse({ 'mautic.lead_points_change': [{}] }, request)).toThrow('none of the events');
});
test('campaigns, segments and people are counted', async () => {
  const known = await m.there();
  const contact_id = Number(known.externalId);
  await m.sent('start-quote-sent', { quote }, { known });
  await m.sandbox.sendEvent({ event: 'mautic.email_on_open', contact_id });
  const ask = async (name: string, input: object) => mautic.lookups?.[name]?.ask(m.session, input);
  const stats = { members: 1, left: 0, emailsSent: 1, emailsOpened: 1, openRate: 100 };
  expect(await ask('campaign-stats', { campaignId: '1' })).toMatchObject({
    positive: true,
    facts: { campaign: stats },
  });
  expect(await ask('campaign-stats', { campaignId: '99' })).toEqual({ positive: false, facts: { campaign: null } });
  expect(await ask('segment-stats', { segmentId: '4' })).toMatchObject({ facts: { segment: { members: 1 } } });
  expect(await ask('segment-stats', { segmentId: '99' })).toMatchObject({ positive: false });
  const board = await ask('dashboard', {});
  expect(board?.facts).toMatchObject({ contacts: 1, unsubscribed: 0 });
  expect([board?.facts.campaigns, board?.facts.segments]).toMatchObject([{ length: 5 }, { length: 5 }]);
  const seen = await ask('contact-activity', { contactId: known.externalId });
  expect(seen?.facts.events).toEqual(expect.arrayContaining([expect.objectContaining({ event: 'email.read' })]));
});

test('of a thousand altered signatures none holds', () => {
  const body = Buffer.from('{"mautic.lead_post_save_new":[]}');
  const secret = credentials.webhookSecret;
  const good = createHmac('sha256', secret).update(body).digest('base64');
  const holds = (signature: string) =>
    (mautic.webhook?.proofs ?? []).some((proof) =>
      verifyWebhook(proof, { rawBody: body, headers: { 'webhook-signature': signature } }, secret, at),
    );
  expect(holds(good)).toBe(true);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-';
  const bytes = Buffer.from(good, 'base64');
  const altered = new Set<string>();
  for (let index = 0; altered.size < 1_000; index += 1) {
    const place = index % good.length;
    const letter = alphabet[Math.floor(index / good.length) % alphabet.length] ?? '';
    const one = good.slice(0, place) + letter + good.slice(place + (index % 3 === 0 ? 0 : 1));
    // Other spellings of the same bytes are the same signature.
    if (!Buffer.from(one, 'base64').equals(bytes)) altered.add(one);
  }
  expect([...altered].filter(holds)).toEqual([]);
});

const folder = '../shared/contracts/mautic';
(existsSync(folder) ? describe : describe.skip)(
  'the JSON examples of its documentation (skipped where the contracts are not there)',
  () => {
    const example = (path: string): unknown => JSON.parse(readFileSync(`${folder}/${path}`, 'utf8'));
    const named = (part: string) => readdirSync(`${folder}/docs-json`).filter((name) => name.includes(part));

    test('answers are read', () => {
      const one = contactAnswer.parse(example('docs-json/contacts.01.get-contact.json')).contact;
      expect([one.id, fieldOf(one, 'firstname'), fieldOf(one, 'twitter')]).toEqual([47, 'Jim', 'jimcontact']);
      const list = contactList.parse(example('docs-json/contacts.02.list-contacts.json'));
      expect([list.total, Object.keys(list.contacts)]).toEqual([1, ['47']]);
      const whole = contactAnswer.parse(example('webhooks/api-response.contact.json')).contact;
      expect([fieldOf(whole, 'email'), tagsOf(whole)]).toEqual(['john@doe.com', ['APItag1', 'bac', 'zapier']]);
      expect(noteList.parse(example('docs-json/contacts.08.list-contact-notes.json')).notes).toMatchObject([{ id: 1 }]);
      expect(segmentAnswer.parse(example('docs-json/segments.01.get-segment.json')).list.name).toBe('Segment A');
      const memberships = ['add-contact-to-a', 'remove-contact-from-a'].flatMap(named);
      const ours = memberships.filter((name) => /^(campaigns|segments)\./.test(name));
      expect(ours.map((name) => doneAnswer.safeParse(example(`docs-json/${name}`)).success)).toEqual(
        ours.map(() => true),
      );
      expect(ours.length).toBe(4);
    });

    test('webhooks are read', () => {
      const told = ['contactCreated', 'contactUpdated', 'formSubmitted', 'pointsChanged'].flatMap(
        (name) => mautic.webhook?.parse(example(`webhooks/payload.${name}.json`), request) ?? [],
      );
      expect(told.map(({ externalId, news }) => [externalId, news?.kind])).toEqual([
        ['14', 'record'],
        ['12', 'record'],
        ['50', 'touch'],
        ['15', 'touch'],
      ]);
      expect(told.map(({ occurredAt }) => occurredAt.toISOString())).toEqual([
        '2017-06-13T09:15:47.000Z',
        '2017-06-09T11:49:02.000Z',
        '2017-06-14T12:25:25.000Z',
        '2017-06-13T11:27:07.000Z',
      ]);
    });

    test('the tables that are counted have the columns that are asked for', async () => {
      const tables = z
        .object({ tableColumns: z.record(z.string(), z.array(z.string())) })
        .parse(example('docs-json/stats.01.get-available-stat-tables.json')).tableColumns;
      const known = await m.there({ consents: [granted('EMAIL_MARKETING')] });
      await m.sent('start-quote-sent', { quote }, { known });
      await m.sent('sync-lead', { lead }, { known });
      await mautic.lookups?.dashboard?.ask(m.session, {});
      const asked = m.vendor.requests({ path: '/api/stats/*' });
      const unknown = asked.flatMap(({ path, query }) =>
        Object.entries(query).flatMap(([key, value]) =>
          key.endsWith('[col]') && !tables[path.replace('/api/stats/', '')]?.includes(String(value)) ? [value] : [],
        ),
      );
      expect([asked.length > 0, unknown]).toEqual([true, []]);
    });
  },
);
