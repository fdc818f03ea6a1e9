import { once } from 'node:events';
import { connect } from 'node:net';
import { createIntervention } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { refused } from '../support/refused.js';

let hub: TestHub;
let id: string;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
  ({ id } = await createIntervention(hub.admin));
}, 60_000);
afterAll(() => hub.close());

const key = () => ({ authorization: `Bearer ${hub.admin.key}` });
const json = { 'content-type': 'application/json' };
const ask = async (path: string, init: RequestInit) => {
  const response = await fetch(`${hub.url}${path}`, init);
  const body = JSON.parse(await response.text());
  // REST answers with a problem, GraphQL with errors.
  const { code, detail: message } = body.errors
    ? { code: body.errors[0].extensions.code, detail: body.errors[0].message }
    : body;
  return { status: response.status, code, message };
};
const doors = [
  ['the graph', () => '/graphql'],
  ['REST', () => `/api/interventions/${id}/publish`],
] as const;

test.each(doors)('malformed JSON at %s', async (_, path) => {
  const answer = await refused(hub, () =>
    ask(path(), { method: 'POST', headers: { ...key(), ...json }, body: '{ "a": ' }),
  );
  expect(answer).toEqual({ status: 400, code: 'MALFORMED_REQUEST', message: expect.stringMatching(/JSON/) });
});

test.each(doors)('nothing is read for a stranger at %s', async (_, path) => {
  const answer = await refused(hub, () => ask(path(), { method: 'POST', headers: json, body: '{ "a": ' }));
  expect(answer).toEqual({ status: 401, code: 'UNAUTHENTICATED', message: expect.stringMatching(/Bearer/) });
});

test.each(doors)('2 MB at %s, of a known length or not', async (_, path) => {
  const body = JSON.stringify({ query: '{ __typename }', pad: 'x'.repeat(2_000_000) });
  const answer = await refused(hub, () => ask(path(), { method: 'POST', headers: { ...key(), ...json }, body }));
  expect(answer).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });

  const { hostname, port } = new URL(hub.url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  const head = `POST ${path()} HTTP/1.1\r\nHost: x\r\nAuthorization: ${key().authorization}\r\n`;
  socket.write(`${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`);
  for (let sent = 0; sent < 32; sent++) socket.write(`10000\r\n${'x'.repeat(65_536)}\r\n`);
  const [first] = await once(socket, 'data');
  expect(String(first)).toMatch(/^HTTP\/1.1 413 /);
  socket.destroy();
});

test('a body without a key that is needed, and one that is not JSON by its own word', async () => {
  const post = (body: string, headers: Record<string, string> = json) =>
    refused(hub, () => ask('/graphql', { method: 'POST', headers: { ...key(), ...headers }, body }));
  expect(await post('{}')).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  expect(await post('[]')).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  expect(await post('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({ status: 415 });
});

test('what a foreign page could send', async () => {
  const change = `mutation { changeInterventionStatus(id: "${id}", status: SCHEDULED) { id } }`;
  const get = (query: string, headers: Record<string, string> = {}) =>
    refused(hub, () => ask(`/graphql?query=${encodeURIComponent(query)}`, { headers: { ...key(), ...headers } }));
  expect(await get('{ __typename }')).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  expect(await get(change, { 'apollo-require-preflight': '1' })).toMatchObject({ status: 405 });
  expect(await get(change, { accept: 'text/event-stream' })).toMatchObject({ status: 405 });
  const body = JSON.stringify({ query: change });
  const text = { ...key(), 'content-type': 'text/plain' };
  expect(await refused(hub, () => ask('/graphql', { method: 'POST', headers: text, body }))).toMatchObject({
    status: 400,
    code: 'BAD_REQUEST',
  });
});
