import { connectors } from '../../connectors/connectors.js';
import type { FaultKind, ScriptedFaultInput } from '../../sandboxes/kit/faults.js';
import {
  type ConnectorKit,
  startConnectorKit,
  type Trial,
  timeoutMs,
  unreachableWays,
} from '../support/connector-kit.js';
import { trials } from '../support/connector-trials.js';

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

/**
 * Connections that are kept for the next requests, of deliveries and of a poll that falls in between; a socket left by each
 * fault would be more.
 */
const keptForNext = 4;

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

test.each(keys)('%s: every socket that is left is one that waits for a next request', async (key) => {
  const kit = kits.get(key);
  if (!kit) throw new Error(`${key} was not put to the test`);
  kit.vendor.closeIdleConnections();
  await kit.sockets.atMost(0, kit.vendor.port);
  expect(kit.sockets.to(kit.vendor.port)).toBe(0);
});
