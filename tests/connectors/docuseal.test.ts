import { createHmac } from 'node:crypto';
import { resendRequest } from '../../connectors/docuseal/client.js';
import type { Credentials } from '../../connectors/docuseal/credentials.js';
import { docuseal } from '../../connectors/docuseal/index.js';
import type { Settings } from '../../connectors/docuseal/settings.js';
import type { Asked, ConnectorAction, ConnectorSession } from '../../platform/connectors/connector.js';
import { nothingKnown } from '../../platform/connectors/connector.js';
import { verifyWebhook } from '../../platform/webhooks/verify-webhook.js';
import { createDocusealSandbox } from '../../sandboxes/docuseal/index.js';
import { descriptions, descriptionsAreHere } from '../support/api-description.js';
import { startContractMock } from '../support/prism.js';
import { vendorSession } from '../support/vendor-session.js';

const credentials = { apiKey: 'sandbox-docuseal-key', webhookSecret: 'whsec_sandbox-docuseal-secret' };
const settings = {
  quoteTemplate: 1,
  termsTemplate: 2,
  contractTemplate: 3,
  customerRole: 'Client',
  quoteFields: { Name: 'customer' },
  termsCheckbox: 'Terms accepted',
  companySigner: { role: 'Installer', name: 'Ada Pose', email: 'ada@installer.example' },
};
const at = new Date('2026-03-02T10:00:00Z');

const customer = { name: 'Jeanne Martin', email: 'jeanne@example.fr', phone: '+33612345678' };
const amount = (value: number) => ({ amount: value, currency: 'EUR' });
const quote = {
  id: '7d3c1f3e-0000-4000-8000-000000000001',
  number: 'DEV-2026-0001',
  status: 'SENT',
  title: 'Pompe à chaleur',
  validUntil: '2026-03-20T00:00:00.000Z',
  totals: { net: amount(100_000), vat: amount(5_500), gross: amount(105_500) },
  company: { name: 'Rénov' },
  customer,
};
const termsAcceptance = {
  id: '7d3c1f3e-0000-4000-8000-000000000002',
  title: 'Conditions générales',
  termsVersion: '2026-01',
  status: 'PENDING',
  company: { name: 'Rénov' },
  customer,
};
const intervention = {
  id: '7d3c1f3e-0000-4000-8000-000000000003',
  reference: 'INT-1',
  status: 'INSTALLATION_DONE',
  beneficiary: { firstName: 'Jeanne', lastName: 'Martin', email: customer.email, phone: customer.phone },
  site: { address: '1 rue des Lilas', postalCode: '69001', city: 'Lyon' },
  operations: [{ name: 'Pose', quantity: 1 }],
};
const data = {
  'request-quote-signature': { quote },
  'request-terms-signature': { termsAcceptance },
  'request-contract-signature': { intervention },
} as const;
type ActionName = keyof typeof data;

const actionOf = (name: string): ConnectorAction<unknown> => {
  const action = docuseal.actions[name];
  if (!action) throw new Error(`no action ${name}`);
  return action;
};

function prepared(name: ActionName, about: Partial<Asked> = {}, changes: object = {}) {
  const asked: Asked = { variant: '', input: null, settings: docuseal.settings?.parse(settings), at, ...about };
  const [[key, value]] = Object.entries(data[name]) as [[string, object]];
  return actionOf(name).prepare({ [key]: { ...value, ...changes } }, nothingKnown, asked);
}

async function sent(session: ConnectorSession<unknown>, name: ActionName, about: Partial<Asked> = {}) {
  const made = prepared(name, about);
  if (!made.ready) throw new Error(JSON.stringify(made.violations));
  const receipt = await actionOf(name).send(session, made.payload, nothingKnown);
  return { payload: made.payload, receipt, name };
}

// Its webhooks are read from what it keeps of them.
const lost = { webhookUrl: 'http://127.0.0.1:9/webhook', webhooks: 'lost' } as const;
const sandbox = createDocusealSandbox({ now: () => at.getTime(), ...lost });
let vendor: Awaited<ReturnType<typeof sandbox.start>>;
let session: ConnectorSession<unknown>;
beforeAll(async () => {
  vendor = await sandbox.start();
  session = vendorSession(docuseal, { baseUrl: vendor.url, credentials, settings });
});
beforeEach(() => sandbox.reset());
afterAll(() => vendor.close());

test('each kind of request reaches its parties, and is found again when its answer is lost', async () => {
  for (const name of Object.keys(data) as ActionName[]) {
    const { payload, receipt } = await sent(session, name);
    expect(receipt).toMatchObject({ externalId: expect.stringMatching(/^\d+$/), vendorStatus: 'pending' });
    expect(await actionOf(name).reconcile?.(session, payload, at)).toMatchObject({ externalId: receipt.externalId });
  }
  const { submissions } = sandbox.state();
  expect(submissions.map(({ submitters }) => submitters.map(({ email }) => email))).toEqual([
    ['jeanne@example.fr'],
    ['jeanne@example.fr'],
    ['jeanne@example.fr', 'ada@installer.example'],
  ]);
  const never = prepared('request-quote-signature', { variant: '2' });
  expect(never.ready && (await actionOf('request-quote-signature').reconcile?.(session, never.payload, at))).toBeNull();
});

test('it is open for as long as is configured, asked for, or the quote is valid: whichever ends first', () => {
  const until = (made: ReturnType<typeof prepared>) => made.ready && (made.payload as { expire_at: string }).expire_at;
  expect(until(prepared('request-quote-signature'))).toBe(quote.validUntil);
  expect(until(prepared('request-contract-signature'))).toBe('2026-04-01T10:00:00.000Z');
  const input = { expiresAt: '2026-03-05T00:00:00.000Z' };
  expect(until(prepared('request-quote-signature', { input }))).toBe(input.expiresAt);
});

test('each level has what it needs, or says what it lacks', () => {
  const asked = (level: string, changes = {}, with_ = settings as object) =>
    prepared(
      'request-quote-signature',
      { input: { level }, settings: docuseal.settings?.parse(with_) },
      { customer: { ...customer, ...changes } },
    );
  const submitter = (made: ReturnType<typeof prepared>) =>
    made.ready ? (made.payload as { submitters: object[] }).submitters[0] : made.violations;
  expect(submitter(asked('SES'))).not.toHaveProperty('require_phone_2fa');
  expect(submitter(asked('AES'))).toMatchObject({ require_phone_2fa: true });
  expect(submitter(asked('AES', { phone: null }))).toMatchObject({ require_email_2fa: true });
  expect(submitter(asked('QES', { phone: null }))).toEqual([
    { field: 'connection.settings.qualifiedTemplate', message: 'is needed for a signature of level QES' },
    { field: 'customer.phone', message: 'is required for QES' },
  ]);
  expect(submitter(asked('QES', {}, { ...settings, qualifiedTemplate: 3 }))).toMatchObject({ require_phone_2fa: true });
  expect(submitter(asked('SES', { email: null }))).toEqual([
    { field: 'customer.email', message: 'is required to ask for a signature' },
  ]);
  expect(prepared('request-quote-signature', {}, { status: 'DRAFT' })).toMatchObject({ ready: false });
});

test('what DocuSeal says is read as the state it means, from a webhook of either naming as from a question', async () => {
  const { receipt } = await sent(session, 'request-contract-signature');
  const externalId = receipt.externalId ?? '';
  const submission_id = Number(externalId);
  const steps = ['form.viewed', 'form.completed', 'form.completed'] as const;
  const told: (string | undefined)[] = [];
  for (const [index, event] of steps.entries()) {
    sandbox.configure({ oldEventNames: index === 1 });
    const webhooks = await sandbox.sendEvent({ event, submission_id });
    const events = webhooks.flatMap(
      ({ body }) => docuseal.webhook?.parse(JSON.parse(body), { topic: null, receivedAt: at }) ?? [],
    );
    told.push(...events.map(({ news }) => (news?.kind === 'signature' ? news.state : undefined)));
    expect(new Set(events.map((one) => one.externalId))).toEqual(new Set([externalId]));
  }
  expect(told).toEqual(['VIEWED', 'PARTLY_SIGNED', 'COMPLETED', 'COMPLETED']);
  // When it happened counts, not when it is told, which is another moment for each webhook.
  const moments = {
    'form.viewed': 'opened_at',
    'form.completed': 'completed_at',
    'submission.completed': 'completed_at',
  };
  for (const [event, moment] of Object.entries(moments)) {
    const webhook = sandbox.state().webhooks.findLast(({ events }) => events.includes(event));
    const body = JSON.parse(webhook?.body ?? '');
    const later = { ...body, timestamp: '2099-01-01T00:00:00.000Z' };
    const happened = new Date(body.data[moment]);
    expect(docuseal.webhook?.parse(later, { topic: null, receivedAt: at })).toMatchObject([{ occurredAt: happened }]);
  }
  const polled = await docuseal.status?.read(session, externalId);
  expect(polled).toMatchObject({ vendorStatus: 'completed', news: { state: 'COMPLETED' } });
  const facts = await docuseal.lookups?.['signature-status']?.ask(session, { submissionId: externalId });
  expect(facts).toMatchObject({
    positive: true,
    facts: { state: 'COMPLETED', documents: [{ url: expect.any(String) }] },
  });
  const url = await docuseal.lookups?.['embed-url']?.ask(session, { submissionId: externalId });
  expect(url).toEqual({ positive: false, facts: { url: null } });
});

function managed(name: 'cancel-signature' | 'remind-signature', submissionId: string | null, input: unknown = null) {
  const asked: Asked = { variant: '', input, settings: docuseal.settings?.parse(settings), at };
  return actionOf(name).prepare({ signature: { id: '1', submissionId, state: 'REQUESTED' } }, nothingKnown, asked);
}

async function manage(on: ConnectorSession<unknown>, name: Parameters<typeof managed>[0], submissionId: string) {
  const made = managed(name, submissionId, name === 'remind-signature' ? { email: 'jeanne.martin@example.fr' } : null);
  if (!made.ready) throw new Error(JSON.stringify(made.violations));
  return actionOf(name).send(on, made.payload, nothingKnown);
}

test('a request is mailed again to whom is said, and taken back, as often as it is asked', async () => {
  const { receipt } = await sent(session, 'request-quote-signature');
  const id = receipt.externalId ?? '';
  await manage(session, 'remind-signature', id);
  expect(sandbox.state().submissions[0]?.submitters[0]).toMatchObject({ email: 'jeanne.martin@example.fr' });
  for (const _ of [1, 2]) {
    expect(await manage(session, 'cancel-signature', id)).toEqual({ externalId: id, vendorStatus: 'archived' });
  }
  expect(await docuseal.status?.read(session, id)).toMatchObject({
    vendorStatus: 'archived',
    news: { state: 'CANCELLED' },
  });
  expect(managed('cancel-signature', null)).toMatchObject({ ready: false, reason: 'missing data' });
});

test('of a thousand altered signatures none holds, nor an old one', async () => {
  const body = Buffer.from('{"event_type":"form.viewed"}');
  const seconds = Math.floor(at.getTime() / 1_000);
  const secret = credentials.webhookSecret;
  const sign = (moment: number) =>
    `${moment}.${createHmac('sha256', secret).update(`${moment}.`).update(body).digest('hex')}`;
  const holds = (signature: string) =>
    (docuseal.webhook?.proofs ?? []).some((proof) =>
      verifyWebhook(proof, { rawBody: body, headers: { 'x-docuseal-signature': signature } }, secret, at),
    );
  const good = sign(seconds);
  expect(holds(good)).toBe(true);
  expect([seconds - 301, seconds + 301].map((moment) => holds(sign(moment)))).toEqual([false, false]);
  const alphabet = '0123456789abcdef.,= xX';
  const altered = new Set<string>();
  for (let index = 0; altered.size < 1_000; index += 1) {
    const place = index % good.length;
    const letter = alphabet[Math.floor(index / good.length) % alphabet.length] ?? '';
    const one = good.slice(0, place) + letter + good.slice(place + (index % 3 === 0 ? 0 : 1));
    if (one.toLowerCase() !== good.toLowerCase()) altered.add(one);
  }
  expect([...altered].filter(holds)).toEqual([]);
});

(descriptionsAreHere ? test : test.skip)(
  'every call it can make is allowed by the official description (skipped where the contracts are not there)',
  async () => {
    const mock = await startContractMock(descriptions.docuseal);
    try {
      const there = vendorSession(docuseal, { baseUrl: mock.url, credentials, settings });
      await docuseal.check?.(there);
      for (const name of Object.keys(data) as ActionName[]) {
        const { payload } = await sent(there, name, { input: { level: 'AES', message: 'Merci de signer.' } });
        await actionOf(name).reconcile?.(there, payload, at);
      }
      await manage(there, 'cancel-signature', '1');
      // The parties of the mock's example have all signed: nobody is reminded.
      await resendRequest(vendorSession<Settings, Credentials>(docuseal, { baseUrl: mock.url, credentials }), 1, null);
      await docuseal.status?.read(there, '1');
      await docuseal.lookups?.['embed-url']?.ask(there, { submissionId: '1' });
      expect(mock.calls().filter(({ problems }) => problems.length > 0)).toEqual([]);
      expect([...new Set(mock.calls().map(({ operation }) => operation))].sort()).toEqual([
        'DELETE /submissions/{id}',
        'GET /submissions/{id}',
        'GET /submitters',
        'GET /templates',
        'POST /submissions',
        'PUT /submitters/{id}',
      ]);
    } finally {
      await mock.close();
    }
  },
  90_000,
);
