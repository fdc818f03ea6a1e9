import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { call } from '../client.js';
import { dossier } from './dossier.js';
import { useSymphonics } from './with-symphonics.js';

const withSymphonics = useSymphonics();

const servers = new Set<Server>();

afterEach(async () => {
  const closed = [...servers].map((server) => once(server.close(), 'close'));
  servers.clear();
  await Promise.all(closed);
});

/** A receiver that keeps what it gets and answers 202. */
async function receiver() {
  const received: { body: string; signature: unknown }[] = [];
  const server = createServer(async (request, response) => {
    received.push({ body: await text(request), signature: request.headers['x-symphonics-signature'] });
    response.writeHead(202).end();
  });
  servers.add(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { received, url: `http://127.0.0.1:${port}/hook` };
}

const sign = (secret: string, body: string) => createHmac('sha256', secret).update(body).digest('hex');

describe('webhooks of the Symphonics sandbox', () => {
  test('sends a signed status update and holds the new status', async () => {
    const vendor = await withSymphonics({ now: () => Date.parse('2025-03-26T14:30:00Z') });
    const hook = await receiver();
    const token = await vendor.authenticate();
    await vendor.send('POST', '/crm/interventions', { token, body: dossier() });
    const id = vendor.sandbox.state().interventions[0]?.id ?? '';

    const data = { intervention_id: id, new_status: 'approved', notes: 'All documents verified successfully' };
    const event = { url: hook.url, event: 'intervention.status_update', data, repeat: 2 };
    const told = await vendor.send('POST', '/__control/events', { body: event });
    expect(told).toMatchObject({ status: 200, body: { status: 202, answers: [{ status: 202 }, { status: 202 }] } });
    expect(hook.received).toHaveLength(2);
    for (const { body, signature } of hook.received) {
      expect(signature).toBe(sign('sandbox-webhook-secret', body));
      expect(JSON.parse(body)).toEqual({
        event: 'intervention.status_update',
        timestamp: '2025-03-26T14:30:00Z',
        data: { ...data, external_id: 'int_12345678', previous_status: 'created' },
      });
    }
    const shown = await vendor.send('GET', `/crm/interventions/${id}`, { token });
    expect(shown.body).toMatchObject({ status: 'approved', next_steps: [] });
  });

  test('sends forged and old ones on demand, which change nothing at the vendor', async () => {
    const vendor = await withSymphonics();
    const hook = await receiver();
    const token = await vendor.authenticate();
    await vendor.send('POST', '/crm/interventions', { token, body: dossier() });
    const id = vendor.sandbox.state().interventions[0]?.id ?? '';

    await vendor.sandbox.sendEvent({
      url: hook.url,
      event: 'intervention.status_update',
      data: { intervention_id: id, new_status: 'approved' },
      secret: 'not-the-secret',
    });
    await vendor.sandbox.sendEvent({
      url: hook.url,
      event: 'document.verification',
      data: { intervention_id: id, document_type: 'attestation_honneur', verification_status: 'verified' },
      timestamp: '2020-01-01T00:00:00Z',
    });
    const [forged, old] = hook.received;
    expect(forged?.signature).toBe(sign('not-the-secret', forged?.body ?? ''));
    expect(JSON.parse(old?.body ?? '')).toEqual({
      event: 'document.verification',
      timestamp: '2020-01-01T00:00:00Z',
      data: {
        intervention_id: id,
        external_id: 'int_12345678',
        document_type: 'attestation_honneur',
        verification_status: 'verified',
        notes: '',
      },
    });
    expect(vendor.sandbox.state().interventions[0]?.status).toBe('created');
  });

  test('calls nobody but this machine', async () => {
    const vendor = await withSymphonics();
    const data = { intervention_id: 'sym_00000000', new_status: 'approved' };
    for (const url of [
      'http://example.com/',
      'http://127.0.0.1.example.com/',
      'https://127.0.0.1/',
      'http://10.0.0.1/',
    ]) {
      const body = { url, event: 'intervention.status_update', data };
      const told = await call('POST', `${vendor.sandbox.url}/__control/events`, { body });
      expect(told).toMatchObject({ status: 400, body: { error: expect.stringContaining('url') } });
    }
  });
});
