import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'graphql-ws';
import { type ClientOptions, WebSocket } from 'ws';
import { startTestHub, type TestHub } from '../support/hub.js';
import { runHub } from '../support/run-hub.js';
import { selfSigned } from '../support/self-signed.js';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One exchange, with a certificate that nobody vouches for but the test. */
function ask(url: string, options: { method?: string; headers?: object; body?: string; ca?: string } = {}) {
  const { method = 'GET', headers = {}, body, ca } = options;
  return new Promise<Answer>((resolve, reject) => {
    const send = url.startsWith('https') ? overHttps : overHttp;
    const settings = { method, headers: { ...headers }, ca, servername: 'localhost', agent: false } as const;
    const request = send(url, settings, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const page = { accept: 'text/html' };
const typename = JSON.stringify({ query: '{ __typename }' });
const elsewhere = 'https://app.example';

/** How an upgrade is answered: the protocol, or the status that refused it. */
function upgrade(url: string, options: ClientOptions): Promise<string | number> {
  const socket = new WebSocket(url, 'graphql-transport-ws', options);
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      resolve(socket.protocol);
      socket.close();
    });
    socket.once('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    socket.once('error', reject);
  });
}

describe('with a certificate', () => {
  const { key, cert } = selfSigned('localhost');
  let folder: string;
  let hub: TestHub;
  let url: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'passerelle-tls-'));
    const files = { TLS_CERT_FILE: path.join(folder, 'cert.pem'), TLS_KEY_FILE: path.join(folder, 'key.pem') };
    writeFileSync(files.TLS_CERT_FILE, cert);
    writeFileSync(files.TLS_KEY_FILE, key);
    hub = await startTestHub({ workers: false, env: files });
    url = hub.url.replace('http:', 'https:');
  });
  afterAll(async () => {
    await hub.close();
    rmSync(folder, { recursive: true });
  });

  test('the gateway speaks https alone, and tells browsers to come no other way', async () => {
    const headers = { ...json, authorization: `Bearer ${hub.admin.key}` };
    const answer = await ask(`${url}/graphql`, { method: 'POST', headers, body: typename, ca: cert });
    expect(answer).toMatchObject({ status: 200, body: '{"data":{"__typename":"Query"}}\n' });
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    await expect(ask(`${hub.url}/healthz`)).rejects.toThrow();
    await expect(ask(`${url}/healthz`)).rejects.toThrow(/self-signed|unable to verify/);
  });

  test('subscriptions come over it, too', async () => {
    class Trusting extends WebSocket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols, { ca: cert });
      }
    }
    const client = createClient({
      url: `${url.replace('https', 'wss').replace('127.0.0.1', 'localhost')}/graphql`,
      webSocketImpl: Trusting,
      connectionParams: { authorization: `Bearer ${hub.admin.key}` },
    });
    const first = await client.iterate({ query: '{ __typename }' }).next();
    expect(first.value).toEqual({ data: { __typename: 'Query' } });
    await client.dispose();
  });

  test.each([
    [{ TLS_CERT_FILE: '/nowhere/cert.pem' }, 'TLS_CERT_FILE and TLS_KEY_FILE go together.'],
    [{ TLS_CERT_FILE: '/nowhere/cert.pem', TLS_KEY_FILE: '/nowhere/key.pem' }, '/nowhere/cert.pem cannot be used'],
  ])('what is wrong with %j is said in a sentence', async (env, message) => {
    const ran = await runHub(['gateway', '--port', '0'], {
      DATABASE_URL: hub.database.url,
      HUB_MASTER_KEY: 'a master key for tests, of no use elsewhere',
      ...(env as Record<string, string>),
    });
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(message) });
  });
});

describe('what browsers are told', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub({ workers: false, env: { ALLOWED_ORIGINS: `${elsewhere}, https://other.example:8443` } });
  });
  afterAll(() => hub.close());
  const wsUrl = () => `${hub.url.replace('http', 'ws')}/graphql`;

  const answers: Record<string, () => Promise<Answer>> = {
    'the explorer': () => ask(`${hub.url}/graphql`, { headers: page }),
    'an answer of the graph': () =>
      ask(`${hub.url}/graphql`, {
        method: 'POST',
        headers: { ...json, authorization: `Bearer ${hub.admin.key}` },
        body: typename,
      }),
    'a refusal': () => ask(`${hub.url}/graphql`, { method: 'POST', headers: json, body: typename }),
    'a stream': () =>
      ask(`${hub.url}/graphql`, {
        method: 'POST',
        headers: { ...json, accept: 'text/event-stream', authorization: `Bearer ${hub.admin.key}` },
        body: typename,
      }),
    'a REST problem': () => ask(`${hub.url}/api/integrations/health`),
    'no route': () => ask(`${hub.url}/nothing/here`, { headers: page }),
    'the operator’s routes': () => ask(`${hub.url}/healthz`),
  };

  test.each(Object.entries(answers))('%s cannot be framed, sniffed, or run what is not ours', async (_, answer) => {
    const { headers } = await answer();
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  test.each(Object.entries(answers))('%s is for pages of allowed origins alone, without cookies', async (_, answer) => {
    const { headers } = await answer();
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers.vary).toContain('Origin');
  });

  test('a page of an allowed origin asks first, then calls and reads; another one is told nothing', async () => {
    const first = (origin: string) =>
      ask(`${hub.url}/graphql`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    const call = (origin: string, accept = 'application/json') =>
      ask(`${hub.url}/graphql`, {
        method: 'POST',
        headers: { ...json, accept, origin, authorization: `Bearer ${hub.admin.key}` },
        body: typename,
      });
    const allowed = await first(elsewhere);
    expect(allowed).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': elsewhere } });
    expect(allowed.headers['access-control-allow-headers']).toContain('Authorization');
    for (const accept of ['application/json', 'text/event-stream']) {
      const { headers } = await call(elsewhere, accept);
      expect(headers['access-control-allow-origin']).toBe(elsewhere);
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
    }
    for (const origin of ['https://evil.example', `${elsewhere}.evil.example`, 'http://app.example', 'null']) {
      for (const { headers } of [await first(origin), await call(origin)]) {
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    }
  });

  test('a WebSocket is for programs, the hub’s own pages and allowed origins', async () => {
    expect(await upgrade(wsUrl(), {})).toBe('graphql-transport-ws');
    expect(await upgrade(wsUrl(), { origin: hub.url })).toBe('graphql-transport-ws');
    expect(await upgrade(wsUrl(), { origin: elsewhere })).toBe('graphql-transport-ws');
    for (const origin of ['https://evil.example', `${elsewhere}.evil.example`, 'null', 'not a url']) {
      expect(await upgrade(wsUrl(), { origin })).toBe(403);
    }
  });

  test.each(['*', 'https://app.example/', 'app.example', 'https://app.example/path', 'null'])(
    '%s is no origin to allow',
    async (origin) => {
      const ran = await runHub(['gateway'], { ALLOWED_ORIGINS: origin });
      expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('ALLOWED_ORIGINS') });
    },
  );
});
