import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSupergraph } from '../../gateway/supergraph/supergraph.js';
import { createSupergraphSource } from '../../gateway/supergraph/supergraph-source.js';
import { watchSupergraphFile } from '../../gateway/supergraph/watch-supergraph-file.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { createTinyShop } from '../support/tiny-shop.js';
import { composeTiny, createTinySubgraph } from '../support/tiny-subgraph.js';

const call = { caller: null, requestId: 'test' };

function setUp() {
  const shop = createTinyShop();
  const extra = createTinySubgraph('extra', 'type Query { extra: Int }', { Query: { extra: () => 1 } });
  const log: Record<string, unknown>[] = [];
  const logger = createLogger({ level: 'error', destination: { write: (line: string) => log.push(JSON.parse(line)) } });
  const serviceFor = (name: string) => (name === 'extra' ? extra.service : shop.serviceFor(name));
  const source = createSupergraphSource({
    sdl: composeTiny(shop.subgraphs),
    create: (sdl) => createSupergraph({ sdl, serviceFor, logger }),
    logger,
  });
  const larger = composeTiny([...shop.subgraphs, extra]);
  const extraOf = async () => (await source.execute({ query: '{ extra }' }, call)).data?.extra;
  return { shop, source, larger, log, logger, extraOf };
}

test('requests under way finish on the schema that they began with', async () => {
  const { shop, source, larger, extraOf } = setUp();
  const answerStock = Promise.withResolvers<number>();
  const asked = Promise.withResolvers<void>();
  shop.stockAnswers(() => {
    asked.resolve();
    return answerStock.promise;
  });
  const slow = source.execute({ query: '{ order(id: "o1") { parts } }' }, call);
  await asked.promise;
  source.reload(larger);
  expect(await extraOf()).toBe(1);
  answerStock.resolve(3);
  expect((await slow).data?.order).toEqual({ parts: 3 });
});

test('the same text again is no reload', () => {
  const { source, larger } = setUp();
  const seen: string[] = [];
  const stop = source.onReload(({ schemaHash }) => seen.push(schemaHash));
  source.reload(larger);
  source.reload(larger);
  expect(seen).toEqual([source.current.schemaHash]);
  stop();
});

test('a watched file: replaced in place or by another, and never taken when it is no supergraph', async () => {
  const { source, larger, log, logger, extraOf } = setUp();
  const small = source.current.sdl;
  const folder = await mkdtemp(join(tmpdir(), 'supergraph-'));
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, small);
  let settled = Promise.withResolvers<void>();
  const stop = watchSupergraphFile(file, source, logger, { quietMs: 10, onSettled: () => settled.resolve() });
  const until = async (holds: () => boolean) => {
    while (!holds()) {
      settled = Promise.withResolvers<void>();
      await settled.promise;
    }
  };

  await Promise.all([writeFile(file, larger), until(() => source.current.sdl === larger)]);
  expect(await extraOf()).toBe(1);
  await Promise.all([writeFile(file, 'type Query { this is no supergraph'), until(() => log.length > 0)]);
  expect(log[0]).toMatchObject({ level: 'error', file });
  expect(await extraOf()).toBe(1);
  const next = join(folder, 'next');
  await writeFile(next, small);
  await Promise.all([rename(next, file), until(() => source.current.sdl === small)]);
  expect(await extraOf()).toBeUndefined();

  stop();
  await rm(folder, { recursive: true });
});
