import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { externalEdge } from '../../subgraphs/integrations/lookups/external-edge.js';
import { pdlFacts } from '../../subgraphs/integrations/lookups/facts.js';
import { callerOf } from '../support/caller.js';
import { startTestHub, type TestHub } from '../support/hub.js';

const dayMs = 24 * 3_600_000;
let hub: TestHub;
/** How far the hub's clock is ahead, in milliseconds. */
let ahead = 0;
beforeAll(async () => {
  hub = await startTestHub({ workers: false, now: () => new Date(Date.now() + ahead) });
}, 60_000);
afterAll(() => hub.close());
beforeEach(() => {
  hub.sandbox.faults.clear();
});

const organizationId = firstOrganizationId;
const edge = (pdl: string, more: { deadlineMs?: number; organizationId?: string } = {}) =>
  externalEdge(
    { services: hub.assembly.services, caller: callerOf(more.organizationId ?? organizationId), requestId: 'test' },
    { connector: 'symphonics', lookup: 'validate-pdl', input: { pdl }, facts: pdlFacts, ...more },
  );
const silence = () => hub.sandbox.faults.add({ match: { path: '/validation/**' }, fault: { kind: 'hang' }, times: 5 });

test('says when and whence: asked just now, or an answer that still holds', async () => {
  const live = await edge('12345678901234');
  expect(live).toEqual({
    asOf: expect.any(Date),
    source: 'LIVE',
    error: null,
    facts: expect.objectContaining({ pdl: '12345678901234', valid: true }),
  });
  const asked = hub.sandbox.requests({ path: '/validation/**' }).length;
  expect(await edge('12345678901234')).toEqual({ ...live, source: 'CACHE' });
  expect(hub.sandbox.requests({ path: '/validation/**' })).toHaveLength(asked);
});

test('of a vendor that is silent or broken: the last answer, however old, and why; without one, nothing but why', async () => {
  const known = await edge('23456789012345');
  ahead += dayMs + 1_000;
  silence();
  const late = { code: 'VENDOR_UNAVAILABLE', message: 'Symphonics CRM did not answer within 50 ms.' };
  expect(await edge('23456789012345', { deadlineMs: 50 })).toEqual({ ...known, source: 'CACHE', error: late });
  expect(await edge('34567890123456', { deadlineMs: 50 })).toEqual({
    asOf: null,
    source: null,
    error: late,
    facts: null,
  });

  hub.sandbox.faults.clear();
  hub.sandbox.faults.add({
    match: { path: '/validation/**' },
    fault: { kind: 'status', status: 503 },
    times: 5,
  });
  const broken = await edge('45678901234567');
  expect(broken).toMatchObject({ source: null, error: { code: 'VENDOR_UNAVAILABLE' }, facts: null });
});

test('where there is no connection, or the question is none, the edge says that too', async () => {
  expect(await edge('12345678901234', { organizationId: '018f0000-0000-7000-8000-000000000002' })).toMatchObject({
    error: { code: 'NOT_FOUND', message: expect.stringContaining('no connection to symphonics') },
    facts: null,
  });
  expect(await edge('!')).toMatchObject({ error: { code: 'INVALID_INPUT' }, facts: null });
});
