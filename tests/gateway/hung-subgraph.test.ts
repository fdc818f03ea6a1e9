import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteService, type RemoteService } from '../../gateway/supergraph/remote-service.js';
import { createSupergraph, type Supergraph, type SupergraphOptions } from '../../gateway/supergraph/supergraph.js';
import type { CallContext } from '../../platform/service/graphql-service.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { createTinyShop, type TinyShop } from '../support/tiny-shop.js';
import { composeTiny } from '../support/tiny-subgraph.js';

const call: CallContext = { caller: null, requestId: 'r-1' };

/** Takes connections and requests, and never answers. */
let silent: Server;
let url: string;
/** Requests that were begun. */
let begun: number;
let shop: TinyShop;
const services: RemoteService[] = [];

beforeEach(async () => {
  begun = 0;
  shop = createTinyShop();
  silent = createServer(() => void begun++);
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/graphql`;
});
afterEach(async () => {
  silent.closeAllConnections();
  silent.close();
  await once(silent, 'close');
  await Promise.all(services.splice(0).map((service) => service.close()));
});

/** The shop with its stock behind a socket that never answers. */
function shopWithHungStock(options: Partial<SupergraphOptions> = {}): Supergraph {
  const remote = createRemoteService({ name: 'stock', url });
  services.push(remote);
  return createSupergraph({
    sdl: composeTiny(shop.subgraphs, { stock: url }),
    logger: createLogger({ level: 'silent' }),
    serviceFor: (name) => (name.toLowerCase() === 'stock' ? remote : shop.serviceFor(name)),
    subgraphDeadlineMs: 100,
    ...options,
  });
}
const shown = (answer: unknown) => JSON.parse(JSON.stringify(answer));
const timeoutAt = (...path: (string | number)[]) => ({
  message: 'The subgraph "stock" did not answer in time.',
  path,
  extensions: { code: 'SUBGRAPH_TIMEOUT', subgraph: 'stock', retryable: true },
});

test('what the others know is answered; the error stands where the hung one was asked, and shows no address', async () => {
  const answer = await shopWithHungStock().execute(
    { query: '{ order(id: "o1") { reference parts buyer { name } } }' },
    call,
  );
  expect(shown(answer)).toEqual({
    data: { order: { reference: 'A-1', parts: null, buyer: { name: 'Ada' } } },
    errors: [timeoutAt('order', 'parts')],
  });
  expect(JSON.stringify(answer)).not.toContain(new URL(url).host);
});

test('every place is named, of every reference, and at the root', async () => {
  const hung = shopWithHungStock();
  const list = await hung.execute({ query: '{ orders { n: parts label } }' }, call);
  expect(shown(list).errors).toEqual(
    [0, 1, 2].flatMap((index) => [timeoutAt('orders', index, 'n'), timeoutAt('orders', index, 'label')]),
  );
  const other = shopWithHungStock({ serviceFor: () => services[0] ?? shop.sales.service });
  const root = await other.execute({ query: '{ order(id: "o1") { id } all: orders { id } }' }, call);
  expect(shown(root).errors.map(({ path }: { path: unknown }) => path)).toEqual([['order'], ['all']]);
});

test('a change, and a field that is known to be slow, are waited for longer', async () => {
  const slow = shopWithHungStock({ subgraphDeadlineMs: 10, changeDeadlineMs: 300, slowFields: ['parts'] });
  const finished: string[] = [];
  const ask = async (name: string, query: string) => {
    await slow.execute({ query }, call);
    finished.push(name);
  };
  await Promise.all([ask('slow', '{ order(id: "o1") { parts } }'), ask('usual', '{ order(id: "o1") { label } }')]);
  expect(finished).toEqual(['usual', 'slow']);
});

test('so many fetches at once, so many waiting, and whoever comes then is told at once', async () => {
  const serviceFor = () => services[0] ?? shop.sales.service;
  const crowded = shopWithHungStock({ serviceFor, slots: { maxConcurrent: 2, maxWaiting: 1 } });
  const query = '{ order(id: "o1") { id } }';
  const asked = Array.from({ length: 4 }, () => crowded.execute({ query }, call));
  const first = await Promise.race(asked);
  expect(begun).toBeLessThanOrEqual(2);
  const answers = await Promise.all(asked);
  const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code).sort();
  expect(codes).toEqual(['SUBGRAPH_TIMEOUT', 'SUBGRAPH_TIMEOUT', 'SUBGRAPH_TIMEOUT', 'SUBGRAPH_UNAVAILABLE']);
  const full = answers.find(({ errors }) => errors?.[0]?.extensions.code === 'SUBGRAPH_UNAVAILABLE');
  expect(full).toBe(first);
  expect(shown(full)).toMatchObject({
    data: { order: null },
    errors: [{ message: 'The subgraph "sales" has too much to do.', extensions: { retryable: true } }],
  });
});

test('a place is free again when its time is over, and the next in line gets it', async () => {
  const one = shopWithHungStock({ slots: { maxConcurrent: 1 } });
  const query = '{ order(id: "o1") { parts } }';
  for (let asked = 1; asked <= 3; asked++) {
    await one.execute({ query }, call);
    expect(begun).toBe(asked);
  }
});
