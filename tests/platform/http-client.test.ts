import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Agent } from 'undici';
import type { VendorError } from '../../platform/connectors/vendor-error.js';
import type { Exchange } from '../../platform/http/exchange.js';
import { createHttpClient, type HttpRequest } from '../../platform/http/http-client.js';

/** A vendor that says, byte by byte, what a test tells it to say. */
let server: Server;
let sockets: Socket[];
let dispatcher: Agent;
let exchanges: Exchange[];
let heard: Buffer;
let url: string;

const vendor = async (answer: (socket: Socket) => void) => {
  server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    let answered = false;
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk]);
      if (answered || !isWhole(heard)) return;
      answered = true;
      answer(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const isWhole = (bytes: Buffer): boolean => {
  const end = bytes.indexOf('\r\n\r\n');
  const length = Number(/content-length: (\d+)/i.exec(bytes.toString('latin1'))?.[1] ?? 0);
  return end >= 0 && bytes.length >= end + 4 + length;
};
const send = (request: Partial<HttpRequest> = {}, { timeoutMs = 5_000, signal = new AbortController().signal } = {}) =>
  createHttpClient({
    timeoutMs,
    signal,
    dispatcher,
    onExchange: (exchange) => exchanges.push(exchange),
    knownSecrets: () => ['canary-secret'],
  }).send({ method: 'POST', url: `${url}/things?key=canary-secret`, json: { a: 1 }, ...request });
const failure = (sending: ReturnType<typeof send>): Promise<VendorError> =>
  sending.then(
    () => Promise.reject(new Error('it was answered')),
    (error: VendorError) => error,
  );

beforeEach(() => {
  sockets = [];
  exchanges = [];
  heard = Buffer.alloc(0);
  dispatcher = new Agent();
});
afterEach(async () => {
  await dispatcher.destroy();
  for (const socket of sockets) socket.destroy();
  if (server.listening) server.close();
});

const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

describe('an answer, whatever its status', () => {
  test.each<[string, string, object]>([
    ['of JSON', `${head}content-length: 8\r\n\r\n{"id":7}`, { status: 200, body: { id: 7 } }],
    [
      'in chunks',
      `${head}transfer-encoding: chunked\r\n\r\n4\r\n{"id\r\n4\r\n":7}\r\n0\r\n\r\n`,
      { status: 200, body: { id: 7 } },
    ],
    ['of nothing', 'HTTP/1.1 204 No Content\r\n\r\n', { status: 204, body: null }],
    ['of HTML', 'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 6\r\n\r\n<html>', { status: 502, body: '<html>' }],
    [
      'that points elsewhere',
      'HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n',
      { status: 302 },
    ],
  ])('%s', async (_, bytes, expected) => {
    await vendor((socket) => socket.write(bytes));
    expect(await send()).toMatchObject(expected);
    expect(exchanges).toHaveLength(1);
    expect(sockets).toHaveLength(1);
  });
});

test('a file comes as its bytes, of which the size and type alone are kept; a refusal is read as ever', async () => {
  const pdf = 'content-type: application/pdf\r\ncontent-length: 6\r\n\r\n';
  await vendor((socket) =>
    socket.write(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${pdf}`), Buffer.from('255044462dff', 'hex')])),
  );
  const { body } = await send({ method: 'GET', json: undefined, asBytes: true });
  expect(Buffer.from(body as Uint8Array).toString('hex')).toBe('255044462dff');
  expect(exchanges.map(({ response }) => response?.body)).toEqual([{ bytes: 6, type: 'application/pdf' }]);
  server.close();
  await vendor((socket) => socket.write(`HTTP/1.1 403 Forbidden\r\ncontent-length: 8\r\n\r\n{"id":7}`));
  expect(await send({ asBytes: true })).toMatchObject({ status: 403, body: { id: 7 } });
});

describe('no answer', () => {
  test('nobody listens: nothing was sent, it may be sent again', async () => {
    await vendor(() => undefined);
    server.close();
    expect(await failure(send())).toMatchObject({
      kind: 'retryable',
      vendorCode: 'ECONNREFUSED',
      vendorStatus: undefined,
    });
  });

  test('no such host', async () => {
    await vendor(() => undefined);
    expect(await failure(send({ url: 'http://nobody.invalid/' }))).toMatchObject({ kind: 'retryable' });
  });

  test.each<[string, string, (socket: Socket) => void]>([
    ['a reset after the request', 'ECONNRESET', (socket) => socket.resetAndDestroy()],
    ['a close after the request', 'UND_ERR_SOCKET', (socket) => socket.end()],
    ['half a head', 'UND_ERR_SOCKET', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-')],
    ['half a body', 'UND_ERR_SOCKET', (socket) => socket.end(`${head}content-length: 100\r\n\r\n{"id":`)],
    ['no HTTP', 'BROKEN_ANSWER', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
    [
      'a head without end',
      'UND_ERR_HEADERS_OVERFLOW',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`),
    ],
    ['more than anyone reads', 'BROKEN_ANSWER', (socket) => socket.write(`${head}\r\n${'x'.repeat(9 * 1024 * 1024)}`)],
  ])('%s: it may have been done', async (_, vendorCode, answer) => {
    await vendor(answer);
    const error = await failure(send());
    expect(error).toMatchObject({ code: 'VENDOR_ERROR', kind: 'unknown-outcome', vendorCode });
    expect(exchanges).toMatchObject([{ response: null }]);
    expect(error.message).toMatch(/^POST \/things /);
    expect(error.message).not.toContain('canary');
  });

  test.each<[string, (socket: Socket) => void]>([
    ['silence', () => undefined],
    ['a body that does not end', (socket) => socket.write(`${head}content-length: 100\r\n\r\n{"id":`)],
  ])('%s: given up in time', async (_, answer) => {
    await vendor(answer);
    const error = await failure(send({}, { timeoutMs: 80 }));
    expect(error).toMatchObject({ kind: 'unknown-outcome', vendorCode: 'TIMEOUT' });
    expect(error.message).toBe('POST /things was not answered within 80 ms.');
  });

  test('given up by the hub itself', async () => {
    const stopping = new AbortController();
    await vendor(() => stopping.abort());
    const error = await failure(send({}, { signal: stopping.signal }));
    expect(error).toMatchObject({ kind: 'unknown-outcome', vendorCode: 'ABORTED' });
  });
});

describe('what is sent and what is kept of it', () => {
  const echo = `${head}content-length: 21\r\nset-cookie: s=1\r\n\r\n{"k":"canary-secret"}`;
  beforeEach(() => vendor((socket) => socket.write(echo)));

  test('a large body is compressed', async () => {
    const json = { text: 'x'.repeat(50_000) };
    await send({ json });
    expect(heard.toString('latin1')).toMatch(/content-encoding: gzip/i);
    expect(JSON.parse(gunzipSync(heard.subarray(heard.indexOf('\r\n\r\n') + 4)).toString())).toEqual(json);
  });

  test('a form is one', async () => {
    await send({ json: undefined, form: { grant_type: 'client_credentials', client_id: 'a&b' } });
    expect(heard.toString()).toMatch(/content-type: application\/x-www-form-urlencoded/i);
    expect(heard.toString()).toMatch(/grant_type=client_credentials&client_id=a%26b$/);
  });

  test('no secret is kept, of either side', async () => {
    await send({
      headers: { authorization: 'Bearer canary-token' },
      json: { client_secret: 'canary-2', note: 'canary-secret' },
    });
    expect(heard.toString()).toContain('Bearer canary-token');
    expect(JSON.stringify(exchanges)).not.toMatch(/canary|s=1/);
    expect(exchanges).toMatchObject([
      { request: { method: 'POST', body: { note: '[redacted]' } }, response: { status: 200 } },
    ]);
  });
});
