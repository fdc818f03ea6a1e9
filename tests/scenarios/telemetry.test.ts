import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { publishOne } from '../support/dossiers.js';
import { startTestHub } from '../support/hub.js';

/** A collector that keeps what it is sent. */
async function startCollector() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      bodies.push(`${request.url} ${body}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

test('with an OTLP endpoint, a delivery is traced from the worker through the subgraphs to the vendor', async () => {
  const collector = await startCollector();
  const hub = await startTestHub({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
  await publishOne(hub.admin);
  await hub.close();
  await collector.close();
  expect(collector.bodies.every((body) => body.startsWith('/v1/traces '))).toBe(true);
  const spans = collector.bodies
    .map((body) => JSON.parse(body.slice(body.indexOf('{'))))
    .flatMap(({ resourceSpans }) => resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap((scope) => scope.spans as { name: string; traceId: string }[]);
  const delivery = spans.find(({ name }) => name === 'deliver symphonics publish-intervention');
  expect(delivery).toBeDefined();
  const sameTrace = spans.filter(({ traceId }) => traceId === delivery?.traceId).map(({ name }) => name);
  expect(sameTrace).toEqual(expect.arrayContaining(['run delivery', 'subgraph interventions', 'HTTP POST']));
});

test('the metrics count attempts and requests; health and readiness answer without a key', async () => {
  const hub = await startTestHub();
  await publishOne(hub.admin);
  const text = async (path: string) => {
    const response = await fetch(`${hub.url}${path}`);
    return { status: response.status, body: await response.text() };
  };
  const metrics = await text('/metrics');
  expect(metrics.body).toContain(
    'passerelle_delivery_attempts_total{connector="symphonics",action="publish-intervention",outcome="succeeded"} 1',
  );
  expect(metrics.body).toMatch(
    /passerelle_http_request_duration_seconds_count\{method="POST",route="\/graphql",status="200"\} \d+/,
  );
  expect(await text('/healthz')).toEqual({ status: 200, body: '{"status":"ok"}' });
  expect(await text('/readyz')).toEqual({ status: 200, body: '{"status":"ready"}' });
  await hub.close();
});
