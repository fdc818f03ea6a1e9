import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createSymphonicsSandbox } from '../../../sandboxes/symphonics/index.js';
import { call } from '../client.js';
import { dossier } from '../symphonics/dossier.js';
import { useSymphonics } from '../symphonics/with-symphonics.js';

const withSymphonics = useSymphonics();

const path = '/crm/interventions';

describe('a sandbox', () => {
  test('records every request and returns what is asked for', async () => {
    const vendor = await withSymphonics();
    const token = await vendor.authenticate();
    const body = JSON.stringify(dossier());
    const created = await vendor.send('POST', path, { token, body });
    await vendor.send('POST', path, { token, body: '{"half":' });
    await vendor.send('GET', '/nowhere?a=1');

    const all = vendor.sandbox.requests();
    expect(all.map(({ method, path: at, status }) => [method, at, status])).toEqual([
      ['POST', '/auth/token', 200],
      ['POST', path, 201],
      ['POST', path, 400],
      ['GET', '/nowhere', 404],
    ]);
    expect(all[0]?.body).toMatch(/^grant_type=client_credentials&/);
    expect(all[1]).toMatchObject({
      body: dossier(),
      rawBytes: Buffer.byteLength(body),
      headers: { authorization: `Bearer ${token}` },
      requestId: created.headers['x-request-id'],
      fault: null,
    });
    expect(all[2]?.body).toBe('{"half":');
    expect(all[3]?.query).toEqual({ a: '1' });
    expect((await vendor.send('GET', '/__control/requests?method=post&path=/crm/*')).body).toHaveLength(2);
    await vendor.send('DELETE', '/__control/requests');
    expect(vendor.sandbox.requests()).toEqual([]);
  });

  test('reads gzip bodies, and none above 10 MB however small they travel', async () => {
    const vendor = await withSymphonics();
    const token = await vendor.authenticate();
    const headers = { 'content-encoding': 'gzip' };
    const zipped = gzipSync(JSON.stringify(dossier()));
    expect((await vendor.send('POST', path, { token, headers, body: zipped })).status).toBe(201);
    expect(vendor.sandbox.requests({ path })[0]).toMatchObject({ body: dossier(), rawBytes: zipped.length });

    const bomb = gzipSync(JSON.stringify({ text: ' '.repeat(11 * 1024 * 1024) }));
    expect((await vendor.send('POST', path, { token, headers, body: bomb })).status).toBe(413);
    expect((await vendor.send('POST', path, { token, headers, body: 'not gzip' })).status).toBe(400);
    expect((await vendor.send('POST', path, { token, headers: { 'content-encoding': 'br' }, body: 'x' })).status).toBe(
      415,
    );
  });

  test('lets one wait for a request and says what came instead', async () => {
    const vendor = await withSymphonics();
    const awaited = vendor.sandbox.waitForRequest(({ status }) => status === 401);
    await vendor.send('GET', `${path}/sym_1`);
    expect(await awaited).toMatchObject({ method: 'GET', path: `${path}/sym_1` });
    expect(await vendor.sandbox.waitForRequest((request) => request.path.startsWith(path))).toBe(await awaited);
    const never = vendor.sandbox.waitForRequest(({ method }) => method === 'PUT', 10);
    await expect(never).rejects.toThrow(/within 10 ms; the last ones: GET \/crm\/interventions\/sym_1 -> 401/);
  });

  test('closes at once with requests unanswered and connections idle, and comes back with its state', async () => {
    const sandbox = createSymphonicsSandbox();
    const started = await sandbox.start();
    sandbox.faults.add({ fault: { kind: 'hang' }, times: 1 });
    sandbox.faults.add({ fault: { kind: 'slow', delayMs: 60_000 }, times: 1 });
    const hung = call('GET', `${started.url}/hung`);
    await sandbox.waitForRequest((request) => request.path === '/hung');
    const slow = call('GET', `${started.url}/slow`);
    await sandbox.waitForRequest((request) => request.path === '/slow');
    const idle = connect(started.port, '127.0.0.1');
    await once(idle, 'connect');

    const begun = performance.now();
    const ends = Promise.allSettled([hung, slow, once(idle, 'close')]);
    idle.resume();
    await started.close();
    const [hungEnd, slowEnd] = await ends;
    // Without waiting for the slow one, nor for the idle one's patience of some seconds.
    expect(performance.now() - begun).toBeLessThan(4_000);
    expect([hungEnd?.status, slowEnd?.status]).toEqual(['rejected', 'rejected']);
    await expect(call('GET', started.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });

    const again = await sandbox.start({ port: started.port });
    expect(again.url).toBe(started.url);
    expect(again.requests().map(({ path: at }) => at)).toEqual(['/hung', '/slow']);
    await again.close();
  });

  test('returns to its initial state', async () => {
    const vendor = await withSymphonics();
    const token = await vendor.authenticate();
    await vendor.send('POST', path, { token, body: dossier() });
    vendor.sandbox.configure({ lookupByExternalId: false });
    vendor.sandbox.faults.add({ fault: { kind: 'hang' } });

    expect((await vendor.send('POST', '/__control/reset')).status).toBe(204);
    expect((await vendor.send('GET', '/__control/state')).body).toEqual({ interventions: [], tokensIssued: 0 });
    expect(vendor.sandbox.requests()).toEqual([]);
    expect(vendor.sandbox.settings().lookupByExternalId).toBe(true);
    expect((await vendor.send('GET', `${path}/sym_1`, { token })).status).toBe(401);
  });
});
