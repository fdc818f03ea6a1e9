import type { ScriptedFaultInput } from '../../../sandboxes/kit/faults.js';
import { dossier } from '../symphonics/dossier.js';
import { useSymphonics } from '../symphonics/with-symphonics.js';

const withSymphonics = useSymphonics();

type FaultInput = ScriptedFaultInput['fault'];
const path = '/crm/interventions';

/** Scripts one fault, creates an intervention through it, and tells what came back and what the vendor holds. */
async function createThrough(fault: FaultInput, timeoutMs = 5_000) {
  const vendor = await withSymphonics();
  const token = await vendor.authenticate();
  vendor.sandbox.faults.add({ match: { method: 'post', path }, fault });
  const started = performance.now();
  const [outcome] = await Promise.allSettled([vendor.send('POST', path, { token, body: dossier(), timeoutMs })]);
  const elapsedMs = performance.now() - started;
  const [record] = vendor.sandbox.requests({ path });
  expect(record).toMatchObject({ method: 'POST', fault: fault.kind, body: dossier() });
  expect(vendor.sandbox.faults.list()).toEqual([]);
  return {
    answer: outcome.status === 'fulfilled' ? outcome.value : undefined,
    errorCode: outcome.status === 'rejected' ? outcome.reason.code : undefined,
    recordedStatus: record?.status,
    held: vendor.sandbox.state().interventions.length,
    elapsedMs,
  };
}

describe('scripted faults', () => {
  test('status: answers without processing, in the vendor format unless told otherwise', async () => {
    const documented = await createThrough({ kind: 'status', status: 503, retryAfter: 7 });
    expect(documented).toMatchObject({
      answer: {
        status: 503,
        headers: { 'retry-after': '7', 'x-request-id': expect.any(String), 'x-ratelimit-limit': '100' },
        body: { error: { code: 'SERVER_ERROR', message: 'Service Unavailable' } },
      },
      recordedStatus: 503,
      held: 0,
    });
    const own = await createThrough({
      kind: 'status',
      status: 429,
      body: { wait: true },
      headers: { 'x-why': 'test' },
    });
    expect(own).toMatchObject({ answer: { status: 429, headers: { 'x-why': 'test' }, body: { wait: true } }, held: 0 });
  });

  test.each([
    { fault: { kind: 'reset' }, errorCode: 'ECONNRESET', held: 0 },
    { fault: { kind: 'hang' }, errorCode: 'ABORT_ERR', held: 0 },
    { fault: { kind: 'lost-answer' }, errorCode: 'ECONNRESET', held: 1 },
    { fault: { kind: 'hang-after-commit' }, errorCode: 'ABORT_ERR', held: 1 },
  ] as const)('$fault.kind: gives no answer, and the vendor holds $held', async ({ fault, errorCode, held }) => {
    expect(await createThrough(fault, 500)).toMatchObject({ answer: undefined, errorCode, recordedStatus: null, held });
  });

  test('truncated: announces more than it sends', async () => {
    const outcome = await createThrough({ kind: 'truncated' });
    expect(outcome).toMatchObject({ answer: undefined, errorCode: 'ECONNRESET', recordedStatus: 201, held: 1 });
  });

  test('slow-body: sends headers at once and the body in drips', async () => {
    const whole = await createThrough({ kind: 'slow-body', chunkBytes: 40, intervalMs: 20 });
    expect(whole).toMatchObject({ answer: { status: 201, body: { external_id: 'int_12345678' } }, held: 1 });
    expect(whole.elapsedMs).toBeGreaterThan(40);
    const given = await createThrough({ kind: 'slow-body', intervalMs: 60_000 }, 500);
    expect(given).toMatchObject({ answer: undefined, recordedStatus: 201, held: 1 });
  });

  test('slow: the work is done before or after the wait', async () => {
    const late = await createThrough({ kind: 'slow', delayMs: 50 });
    expect(late).toMatchObject({ answer: { status: 201 }, held: 1 });
    expect(late.elapsedMs).toBeGreaterThan(45);
    expect(await createThrough({ kind: 'slow', delayMs: 60_000 }, 500)).toMatchObject({ answer: undefined, held: 1 });
    const notYet = await createThrough({ kind: 'slow', delayMs: 60_000, processed: false }, 500);
    expect(notYet).toMatchObject({ answer: undefined, held: 0 });
  });

  test.each([false, true])('garbage: answers 200 with no JSON (processed: %s)', async (processed) => {
    const { answer, held } = await createThrough({ kind: 'garbage', processed });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/html' } });
    expect(answer?.body).toMatch(/^<!doctype html>/);
    expect(held).toBe(processed ? 1 : 0);
  });

  test('expire-tokens: what was issued no longer counts', async () => {
    const vendor = await withSymphonics();
    const token = await vendor.authenticate();
    vendor.sandbox.faults.add({ fault: { kind: 'expire-tokens' } });

    const create = (bearer: string) => vendor.send('POST', path, { token: bearer, body: dossier() });
    expect((await create(token)).status).toBe(401);
    expect((await create(token)).status).toBe(401);
    expect((await create(await vendor.authenticate())).status).toBe(201);
  });

  test('meets only the requests it matches, as often as told, in the order of the queue', async () => {
    const vendor = await withSymphonics();
    const token = await vendor.authenticate();
    const control = '/__control/faults';
    const status = (code: number) => ({ kind: 'status', status: code });
    const script = { match: { method: 'GET', path: '/crm/interventions/*' }, fault: status(500), times: 2 };
    expect(await vendor.send('POST', control, { body: script })).toMatchObject({ status: 201, body: script });
    await vendor.send('POST', control, { body: { match: { path: '/crm/**' }, fault: status(503) } });

    const ask = async (where: string) => (await vendor.send('GET', where, { token })).status;
    expect(await ask('/validation/user/test.user@example.com')).toBe(200);
    expect(await ask('/crm/interventions/a')).toBe(500);
    expect((await vendor.send('GET', control)).body).toMatchObject([{ times: 1 }, { times: 1 }]);
    expect(await ask('/crm/interventions?external_id=a')).toBe(503);
    expect(await ask('/crm/interventions/a')).toBe(500);
    expect(await ask('/crm/interventions/a')).toBe(404);

    await vendor.send('POST', control, { body: script });
    expect((await vendor.send('DELETE', control)).status).toBe(204);
    expect(await ask('/crm/interventions/a')).toBe(404);
    const misspelt = { fault: { kind: 'slow', delay: 10 } };
    expect(await vendor.send('POST', control, { body: misspelt })).toMatchObject({ status: 400 });
  });
});
