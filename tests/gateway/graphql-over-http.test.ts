import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverAudits } from 'graphql-http';
import { type OpenGateway, startOpenGateway } from '../../gateway/server/open-gateway.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { startTinyServer, type TinyServer } from '../support/tiny-server.js';
import { createTinyShop } from '../support/tiny-shop.js';
import { composeTiny } from '../support/tiny-subgraph.js';

let folder: string;
let servers: TinyServer[];
let gateway: OpenGateway;

beforeAll(async () => {
  const { subgraphs } = createTinyShop();
  servers = await Promise.all(subgraphs.map(startTinyServer));
  const urls = Object.fromEntries(subgraphs.map(({ name }, index) => [name, servers[index]?.url ?? '']));
  folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  const supergraphFile = join(folder, 'supergraph.graphql');
  await writeFile(supergraphFile, composeTiny(subgraphs, urls));
  const logger = createLogger({ level: 'silent' });
  gateway = await startOpenGateway({ supergraphFile, port: 0, host: '127.0.0.1', logger });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all(servers.map((server) => server.close()));
  await rm(folder, { recursive: true });
});

test('the GraphQL-over-HTTP audit: every MUST, and at least 58 of 61, with CSRF prevention on', async () => {
  const results = await Promise.all(serverAudits({ url: gateway.url, fetchFn: fetch }).map(({ fn }) => fn()));
  const missed = results.filter(({ status }) => status !== 'ok').map(({ id, name }) => `${id} ${name}`);
  expect(results).toHaveLength(61);
  expect(missed.filter((name) => name.includes('MUST'))).toEqual([]);
  // Reads by GET without a header that a foreign page could not send: that is what CSRF prevention refuses.
  expect(missed.every((name) => name.includes('GET'))).toBe(true);
  expect(results.length - missed.length).toBeGreaterThanOrEqual(58);
});
