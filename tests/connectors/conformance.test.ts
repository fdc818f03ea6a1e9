import { randomUUID } from 'node:crypto';
import { connectors } from '../../connectors/connectors.js';
import { createDocusealSandbox } from '../../sandboxes/docuseal/index.js';
import { createInvoiceNinjaSandbox } from '../../sandboxes/invoice-ninja/index.js';
import type { FaultKind, ScriptedFaultInput } from '../../sandboxes/kit/faults.js';
import { createMauticSandbox } from '../../sandboxes/mautic/index.js';
import { createSymphonicsSandbox } from '../../sandboxes/symphonics/index.js';
import {
  type ConnectorKit,
  type ConnectorTrial,
  startConnectorKit,
  type Trial,
  timeoutMs,
  unreachableWays,
} from '../support/connector-kit.js';
import { askForDelivery } from '../support/deliveries.js';
import { createIntervention, finishInstallation, signContract } from '../support/dossiers.js';
import { createPartner } from '../support/partners.js';
import { createQuote, sendQuote } from '../support/quotes.js';

const symphonics = createSymphonicsSandbox();
const partner = createSymphonicsSandbox();
const docuseal = createDocusealSandbox();
const mautic = createMauticSandbox({ customFields: ['passerelle_id'] });
const invoiceNinja = createInvoiceNinjaSandbox({ companies: [{ name: 'VALOREN', token: 'sandbox-token' }] });

/** Each connector's sandbox, credentials and subject: a new connector gets the whole kit by a line here. */
const trials: Readonly<Record<string, ConnectorTrial>> = {
  symphonics: {
    startSandbox: () => symphonics.start(),
    credentials: {
      clientId: 'sandbox-client',
      clientSecret: 'sandbox-secret',
      webhookSecret: 'sandbox-webhook-secret',
    },
    write: { method: 'POST', path: '/crm/interventions' },
    tokenPath: '/auth/token',
    async subject({ admin }) {
      const made = await createIntervention(admin);
      await finishInstallation(admin, made.id);
      return { ...made, go: () => signContract(admin, made.id) };
    },
    held: (_vendor, { reference }) =>
      symphonics.state().interventions.filter(({ external_id }) => external_id === reference).length,
  },
  partner: {
    startSandbox: () => partner.start(),
    credentials: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
    connect: ({ admin }, baseUrl) => createPartner(admin, { name: 'Acme', baseUrl }),
    write: { method: 'POST', path: '/crm/interventions' },
    tokenPath: '/auth/token',
    // Symphonics accepts it first; then it goes to the partner.
    async subject({ admin }) {
      const made = await createIntervention(admin);
      await finishInstallation(admin, made.id);
      return { ...made, go: () => signContract(admin, made.id) };
    },
    held: (_vendor, { reference }) =>
      partner.state().interventions.filter(({ external_id }) => external_id === reference).length,
  },
  docuseal: {
    startSandbox: () => docuseal.start(),
    credentials: { apiKey: 'sandbox-docuseal-key', webhookSecret: 'whsec_sandbox-docuseal-secret' },
    settings: { quoteTemplate: 1, customerRole: 'Client' },
    write: { method: 'POST', path: '/submissions' },
    async subject(hub) {
      const { id, number: reference } = await createQuote(hub.admin);
      const about = { connector: 'docuseal', action: 'request-quote-signature' };
      const go = async () => {
        await sendQuote(hub.admin, id);
        await askForDelivery(hub, { ...about, subjectId: id, subjectReference: reference });
      };
      return { id, reference, go };
    },
    held: (_vendor, { id }) =>
      docuseal
        .state()
        .submissions.filter(({ submitters }) => submitters.some(({ external_id }) => external_id?.includes(id))).length,
    takeKeyAgain: () => docuseal.configure({ apiKeyRevoked: false }),
  },
  'invoice-ninja': {
    startSandbox: () => invoiceNinja.start(),
    credentials: { apiKey: 'sandbox-token', webhookSecret: 'sandbox-webhook-secret' },
    write: { method: 'POST', path: '/api/v1/clients' },
    async subject(hub) {
      const create = 'mutation { createCustomer(input: { name: "Marie Curie" }) { id name } }';
      const { createCustomer } = await hub.admin.data<{ createCustomer: { id: string; name: string } }>(create);
      const { id, name: reference } = createCustomer;
      const about = { connector: 'invoice-ninja', action: 'sync-customer', subjectId: id, subjectReference: reference };
      return { id, reference, go: () => askForDelivery(hub, about) };
    },
    held: (_vendor, { id }) =>
      invoiceNinja.state().VALOREN?.clients.filter(({ custom_value1 }) => custom_value1 === id).length ?? 0,
    // Its tokens are good again once it is as it was: nothing had come in.
    takeKeyAgain: () => invoiceNinja.reset(),
  },
  mautic: {
    startSandbox: () => mautic.start(),
    credentials: {
      clientId: 'sandbox-client',
      clientSecret: 'sandbox-client-secret',
      webhookSecret: 'sandbox-mautic-secret',
    },
    settings: { contactIdField: 'passerelle_id' },
    write: { method: 'POST', path: '/api/contacts/new' },
    tokenPath: '/oauth/v2/token',
    async subject(hub) {
      const create = 'mutation ($input: ContactInput!) { createContact(input: $input) { id } }';
      const input = { firstName: 'Marie', lastName: 'Curie', email: `${randomUUID()}@example.org` };
      const { createContact } = await hub.admin.data<{ createContact: { id: string } }>(create, { input });
      const about = { connector: 'mautic', action: 'sync-contact', subjectId: createContact.id };
      const reference = input.email;
      return { ...createContact, reference, go: () => askForDelivery(hub, { ...about, subjectReference: reference }) };
    },
    held: (_vendor, { reference }) => mautic.state().contacts.filter(({ email }) => email === reference).length,
  },
};

interface Expected {
  fault: ScriptedFaultInput['fault'];
  /** Of the attempt that met it. */
  outcome: string;
  errorCode: string | RegExp;
}

const broken = /^(ECONNRESET|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/;
const vendorsOwn = /^[A-Z][A-Z0-9_]+$/;

/** What the hub must make of every fault, whoever the vendor is. */
const faults: Readonly<Record<FaultKind, Readonly<Record<string, Expected>>>> = {
  status: {
    'a 500': { fault: { kind: 'status', status: 500 }, outcome: 'UNKNOWN_OUTCOME', errorCode: vendorsOwn },
    'a 503': { fault: { kind: 'status', status: 503 }, outcome: 'UNKNOWN_OUTCOME', errorCode: vendorsOwn },
    'a 429 with Retry-After': {
      fault: { kind: 'status', status: 429, retryAfter: 1 },
      outcome: 'RATE_LIMITED',
      errorCode: vendorsOwn,
    },
  },
  reset: { 'a reset': { fault: { kind: 'reset' }, outcome: 'UNKNOWN_OUTCOME', errorCode: broken } },
  hang: { silence: { fault: { kind: 'hang' }, outcome: 'UNKNOWN_OUTCOME', errorCode: 'TIMEOUT' } },
  'lost-answer': {
    'a lost answer': { fault: { kind: 'lost-answer' }, outcome: 'UNKNOWN_OUTCOME', errorCode: broken },
  },
  'hang-after-commit': {
    'silence once it is done': {
      fault: { kind: 'hang-after-commit' },
      outcome: 'UNKNOWN_OUTCOME',
      errorCode: 'TIMEOUT',
    },
  },
  slow: {
    'an answer that is late beyond patience': {
      fault: { kind: 'slow', delayMs: 60_000 },
      outcome: 'UNKNOWN_OUTCOME',
      errorCode: 'TIMEOUT',
    },
  },
  'slow-body': {
    'an answer in drips': {
      fault: { kind: 'slow-body', chunkBytes: 1, intervalMs: 200 },
      outcome: 'UNKNOWN_OUTCOME',
      errorCode: 'TIMEOUT',
    },
  },
  truncated: {
    'half an answer': { fault: { kind: 'truncated' }, outcome: 'UNKNOWN_OUTCOME', errorCode: broken },
  },
  garbage: {
    'garbage, nothing done': {
      fault: { kind: 'garbage' },
      outcome: 'UNKNOWN_OUTCOME',
      errorCode: 'UNREADABLE_ANSWER',
    },
    'garbage, all done': {
      fault: { kind: 'garbage', processed: true },
      outcome: 'UNKNOWN_OUTCOME',
      errorCode: 'UNREADABLE_ANSWER',
    },
  },
  'expire-tokens': {
    'a token that is refused': {
      fault: { kind: 'expire-tokens' },
      outcome: 'AUTHENTICATION',
      errorCode: vendorsOwn,
    },
  },
};

/** The codes of connections that never came about. */
const neverConnected: Readonly<Record<keyof typeof unreachableWays, RegExp>> = {
  'connection refused': /^ECONNREFUSED$/,
  'a name that does not resolve': /^(ENOTFOUND|EAI_AGAIN)$/,
  'plain http where TLS should be': /^ERR_SSL_WRONG_VERSION_NUMBER$/,
  'a certificate that nobody vouches for': /^DEPTH_ZERO_SELF_SIGNED_CERT$/,
  'a handshake that comes to nothing': /^ERR_SSL_SSL\/TLS_ALERT_HANDSHAKE_FAILURE$/,
};

/** Connections that a client of one request at a time keeps for the next ones; a socket left by each fault would be more. */
const keptForNext = 2;

test('every connector is put to the test', () => {
  expect(Object.keys(trials).sort()).toEqual(connectors.map(({ key }) => key).sort());
});

/** What holds whatever happened on the way. */
function expectConformity({ attempts, held, tookMs, records, secrets }: Trial): void {
  expect(held).toBe(1);
  expect(attempts.map(({ number }) => number)).toEqual(attempts.map((_, index) => index + 1));
  expect(attempts.at(-1)).toMatchObject({ outcome: 'SUCCEEDED', errorCode: null });
  for (const { outcome, errorCode, message, durationMs } of attempts.slice(0, -1)) {
    expect(outcome).not.toBe('RUNNING');
    expect([errorCode, message]).toEqual([expect.any(String), expect.any(String)]);
    expect(durationMs).toBeLessThanOrEqual(timeoutMs + 1_000);
  }
  // The wait before the next attempt is 0.2 s or what the vendor asked for (1 s), seen by a worker within 1 s.
  expect(tookMs).toBeLessThanOrEqual(2 * (timeoutMs + 1_000) + 3_000);
  for (const secret of secrets) expect(records).not.toContain(secret);
}

const kits = new Map<string, ConnectorKit>();
beforeAll(async () => {
  await Promise.all(
    connectors.map(async (connector) => {
      const trial = trials[connector.key];
      if (trial) kits.set(connector.key, await startConnectorKit(connector, trial));
    }),
  );
});
afterAll(() => Promise.all([...kits.values()].map((kit) => kit.close())));

/**
 * Has every connector go through the same before the tests of a block, all at once: it is little but waiting, for
 * patience to end and for the next attempt.
 * @returns how it went for one of them, and its kit
 */
function allGoThrough(go: (kit: ConnectorKit) => Promise<Trial>) {
  const gone = new Map<string, Promise<Trial>>();
  beforeAll(async () => {
    for (const [key, kit] of kits) gone.set(key, go(kit));
    await Promise.allSettled(gone.values());
  });
  afterAll(() => {
    for (const { vendor } of kits.values()) vendor.faults.clear();
  });
  return async (key: string) => {
    const [kit, met] = [kits.get(key), await gone.get(key)];
    if (!kit || !met) throw new Error(`${key} was not put to the test`);
    return { kit, met };
  };
}

const keys = connectors.map(({ key }) => key);

describe.each(Object.values(faults).flatMap((kind) => Object.entries(kind)))(
  'a delivery is made once and on record whole after %s',
  (_name, { fault, outcome, errorCode }) => {
    const gone = allGoThrough((kit) => kit.meet(fault));
    test.each(keys)('%s', async (key) => {
      const { kit, met } = await gone(key);
      expectConformity(met);
      expect(met.attempts[0]).toMatchObject({ outcome, errorCode: expect.stringMatching(errorCode) });
      expect(met.attempts.length).toBe(2);
      if (outcome === 'UNKNOWN_OUTCOME') expect(met.writes).toBeLessThanOrEqual(2);
      await kit.sockets.atMost(keptForNext, kit.vendor.port);
    });
  },
);

describe.each(Object.keys(unreachableWays) as (keyof typeof unreachableWays)[])(
  'a delivery is made once and on record whole after %s',
  (way) => {
    const gone = allGoThrough((kit) => kit.unreachable(way));
    test.each(keys)('%s', async (key) => {
      const { kit, met } = await gone(key);
      expectConformity(met);
      const [first] = met.attempts;
      expect(first).toMatchObject({ outcome: 'RETRYABLE', errorCode: expect.stringMatching(neverConnected[way]) });
      // Nothing had been sent, so nothing had to be asked and nothing was sent twice.
      expect(met.writes).toBe(1);
      await kit.sockets.atMost(keptForNext, kit.vendor.port);
    });
  },
);

describe('a token that is refused in the middle of a run is renewed once, in that run', () => {
  const gone = allGoThrough((kit) => kit.meet({ kind: 'expire-tokens' }));
  test.each(connectors.filter(({ requestToken }) => requestToken).map(({ key }) => key))('%s', async (key) => {
    const { met } = await gone(key);
    expect(met.tokens).toBe(1);
    expect(met.writes).toBe(2);
    expect(met.attempts.map(({ outcome }) => outcome)).toEqual(['AUTHENTICATION', 'SUCCEEDED']);
  });
});
