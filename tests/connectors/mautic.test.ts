import { mautic } from '../../connectors/mautic/index.js';
import {
  actionOf,
  at,
  contactData,
  granted,
  invoice,
  lead,
  payloadOf,
  payment,
  person,
  prepared,
  quote,
  startMautic,
  withdrawn,
} from '../support/mautic.js';
import { vendorSession } from '../support/vendor-session.js';

let m: Awaited<ReturnType<typeof startMautic>>;
beforeAll(async () => {
  m = await startMautic();
});
beforeEach(() => m.reset());
afterAll(() => m.vendor.close());

const inSegments = () => [...(m.theOne()?.segments ?? [])].sort();

test('a contact is made once, matched by its e-mail, and kept in step with its segments', async () => {
  const known = await m.there();
  expect(m.contacts()).toMatchObject([{ email: person.email, tags: ['pac'] }]);
  expect(inSegments()).toEqual([1, 3, 4]);
  await m.sent('sync-contact', contactData({ email: 'JEANNE@example.fr' }));
  expect(m.contacts().length).toBe(1);
  const later = { phone: null, tags: ['gaz'], clientSince: null, leads: [{ status: 'QUALIFIED' }] };
  await m.sent('sync-contact', contactData(later as never, { quotes: 0, invoices: 2 }), { known });
  expect(m.contacts()).toMatchObject([{ fields: { firstname: 'Jeanne', phone: null }, tags: ['gaz'] }]);
  expect(inSegments()).toEqual([2, 5]);
  // Deleted there, it is made anew.
  await m.sandbox.sendEvent({ event: 'mautic.lead_post_delete', contact_id: Number(known.externalId) });
  expect((await m.sent('sync-contact', contactData(), { known })).externalId).not.toBe(known.externalId);
  expect(m.contacts().length).toBe(1);
});

test('what another wrote of a contact stays when it is met for the first time', async () => {
  const fields = { email: person.email, firstname: 'Johanna', phone: '+33111111111', tags: ['vip'] };
  await m.sandbox.sendEvent({ event: 'mautic.lead_post_save_new', fields });
  await m.there({ phone: null as never });
  expect(m.contacts()).toMatchObject([
    { fields: { firstname: 'Jeanne', phone: '+33111111111' }, tags: ['vip', 'pac'] },
  ]);
});

test('our id finds a contact that has no e-mail address, or another one', async () => {
  const settings = { contactIdField: 'passerelle_id' };
  const nameless = contactData({ email: null as never });
  expect(prepared('sync-contact', nameless)).toMatchObject({ ready: false, reason: 'missing data' });
  for (const data of [nameless, nameless, contactData({ email: 'new@example.fr' })]) {
    await m.sent('sync-contact', data, { settings });
  }
  expect(m.contacts()).toMatchObject([{ email: 'new@example.fr', fields: { passerelle_id: person.id } }]);
});

test('consent decides on campaigns, and on what Mautic may do', async () => {
  const known = await m.there({ consents: [withdrawn('EMAIL_MARKETING')] });
  expect(m.theOne()?.doNotContact).toMatchObject([{ channel: 'email', reason: 1 }]);
  expect(prepared('start-welcome', contactData(), { known })).toMatchObject({
    ready: false,
    reason: 'no consent',
    awaits: person.id,
  });
  // A contract's own e-mails need none, unless it is set so.
  expect(prepared('start-quote-sent', { quote }, { known }).ready).toBe(true);
  const settings = { consents: { quoteSent: 'EMAIL_MARKETING' } };
  expect(prepared('start-quote-sent', { quote }, { known, settings })).toMatchObject({ reason: 'no consent' });
  expect(await m.sent('start-quote-sent', { quote }, { known })).toMatchObject({ vendorStatus: 'do not contact' });
  expect(m.mails(1)).toBe(0);

  const consents = [granted('EMAIL_MARKETING', new Date(m.now() + 60_000))];
  expect(await m.sent('start-welcome', contactData({ consents }), { known })).toMatchObject({
    vendorStatus: 'started',
  });
  expect([m.theOne()?.doNotContact, m.mails(4)]).toEqual([[], 1]);

  const stop = contactData({ consents: [withdrawn('EMAIL_MARKETING')] });
  await m.sent('stop-campaigns', stop, { known });
  expect(m.theOne()).toMatchObject({
    doNotContact: [{ channel: 'email' }],
    campaigns: [
      { id: 1, removed: false },
      { id: 4, removed: true },
    ],
  });
  expect(prepared('stop-campaigns', stop)).toMatchObject({ ready: false, because: 'nothing-new' });
});

test('a later word at Mautic, and mail that came back, are not overruled by a consent of before', async () => {
  const consents = [granted('EMAIL_MARKETING')];
  const known = await m.there({ consents });
  const contact_id = Number(known.externalId);
  m.advance(60_000);
  for (const new_status of ['unsubscribed', 'bounced'] as const) {
    const event = 'mautic.lead_channel_subscription_changed';
    await m.sandbox.sendEvent({ event, contact_id, new_status, channel: 'email' });
    await m.sent('sync-contact', contactData({ consents }), { known });
    expect(m.theOne()?.doNotContact.length).toBe(1);
    const refused = m.sent('start-welcome', contactData({ consents }), { known });
    await expect(refused).rejects.toMatchObject({ kind: 'permanent', vendorCode: 'DO_NOT_CONTACT' });
    // Of its own word, a later one; of a bounce, none.
    await m.sent('sync-contact', contactData({ consents: [granted('EMAIL_MARKETING', new Date(m.now() + 5_000))] }), {
      known,
    });
    expect(m.theOne()?.doNotContact.length).toBe(new_status === 'bounced' ? 1 : 0);
    m.advance(60_000);
  }
  expect(m.mails(4)).toBe(0);
});

test('each level of a reminder starts the one campaign again, and none of them twice', async () => {
  const known = await m.there();
  for (const variant of ['1', '2', '3', '3']) {
    await m.sent('start-payment-reminder', { invoice }, { known, variant });
  }
  expect(m.mails(3)).toBe(3);
  const settings = { campaigns: { paymentReminder: [3, 4, 5] } };
  const own = prepared('start-payment-reminder', { invoice }, { known, variant: '2', settings });
  expect(payloadOf(own)).toMatchObject({ campaign: 4 });
  const paid = prepared('start-payment-reminder', { invoice: { ...invoice, status: 'PAID' } }, { known, variant: '3' });
  expect(paid).toMatchObject({ ready: false, because: 'nothing-new' });
});

test('whatever answer is lost on the way, a campaign and a note are there once', async () => {
  const known = await m.there();
  const started = { ...quote, status: 'VIEWED' };
  const cases = [
    ['start-quote-followup', { quote: started }, '1', '/api/notes/new', 'lost-answer'],
    ['start-quote-followup', { quote: started }, '2', '/api/campaigns/2/contact/*/add', 'lost-answer'],
    ['start-payment-reminder', { invoice }, '1', '/api/campaigns/3/contact/*/add', 'reset'],
    ['start-payment-reminder', { invoice }, '2', '/api/campaigns/3/contact/*/remove', 'lost-answer'],
    ['note-payment-received', { payment }, '', '/api/notes/new', 'lost-answer'],
  ] as const;
  for (const [name, data, variant, path, kind] of cases) {
    const about = { known, variant };
    m.vendor.faults.add({ match: { path }, fault: { kind } });
    await expect(m.sent(name, data, about)).rejects.toMatchObject({ kind: 'unknown-outcome' });
    const found = await actionOf(name).reconcile?.(m.session, payloadOf(prepared(name, data, about)), new Date(0));
    if (!found) await m.sent(name, data, about);
  }
  expect([m.mails(2), m.mails(3)]).toEqual([2, 2]);
  const texts = m.theOne()?.notes.map(({ text }) => text.replace(/\s/g, ' '));
  expect(texts?.length).toBe(5);
  expect(texts?.at(-1)).toMatch(/^Paiement reçu : 1 055,50 € \(facture FAC-2026-0001\) \[passerelle payment:/);
});

test('a lead gives its score as points, once, and what it gains', async () => {
  const known = await m.there();
  m.vendor.faults.add({ match: { path: '/api/contacts/*/points/**' }, fault: { kind: 'lost-answer' } });
  await expect(m.sent('sync-lead', { lead }, { known })).rejects.toMatchObject({ kind: 'unknown-outcome' });
  await m.sent('sync-lead', { lead }, { known });
  expect(m.theOne()?.points).toBe(40);
  await m.sent('sync-lead', { lead: { ...lead, score: 30 } }, { known });
  expect(m.theOne()?.points).toBe(30);
  expect(inSegments()).toEqual([2, 3, 4]);
  expect(prepared('start-lead-nurturing', { lead }, { known })).toMatchObject({ ready: false, reason: 'no consent' });
});

test('a signature is noted once it is there', async () => {
  const known = await m.there();
  expect(prepared('note-quote-signed', { quote }, { known })).toMatchObject({ because: 'nothing-new' });
  const signed = { ...quote, status: 'SIGNED', signedAt: at.toISOString(), signedBy: 'Jeanne Martin' };
  await m.sent('note-quote-signed', { quote: signed }, { known });
  expect(m.theOne()?.notes[0]?.text).toContain('Devis DEV-2026-0001 signé par Jeanne Martin');
});

test('both ways in work, and a refusal says why in either of its forms', async () => {
  await mautic.check?.(m.session);
  const client = { clientId: 'sandbox-client', clientSecret: 'sandbox-client-secret' };
  await mautic.check?.(vendorSession(mautic, { baseUrl: m.vendor.url, credentials: client }));
  const wrong = vendorSession(mautic, { baseUrl: m.vendor.url, credentials: { ...client, clientSecret: 'x' } });
  await expect(mautic.check?.(wrong)).rejects.toMatchObject({ kind: 'authentication' });
  for (const errorFormat of ['errors', 'error'] as const) {
    m.sandbox.configure({ errorFormat });
    const refused = m.sent('sync-contact', contactData({ email: 'jeanne' }));
    await expect(refused).rejects.toMatchObject({ kind: 'permanent', message: expect.stringContaining('valid email') });
  }
  m.sandbox.configure({ basicAuth: false });
  await expect(mautic.check?.(m.session)).rejects.toMatchObject({ kind: 'authentication' });
  const both = { ...client, username: 'u', password: 'p' };
  expect([both, { username: 'u' }, {}].map((one) => mautic.credentials.safeParse(one).success)).toEqual([
    false,
    false,
    false,
  ]);
});
