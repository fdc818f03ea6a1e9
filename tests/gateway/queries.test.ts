import { createSupergraph } from '../../gateway/supergraph/supergraph.js';
import type { CallContext } from '../../platform/service/graphql-service.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { createTinyShop } from '../support/tiny-shop.js';
import { composeTiny } from '../support/tiny-subgraph.js';

const logger = createLogger({ level: 'silent' });
const call: CallContext = { caller: null, requestId: 'test' };

function setUp(subgraphDeadlineMs?: number) {
  const shop = createTinyShop();
  const supergraph = createSupergraph({
    sdl: composeTiny(shop.subgraphs),
    serviceFor: shop.serviceFor,
    logger,
    ...(subgraphDeadlineMs && { subgraphDeadlineMs }),
  });
  const ask = (query: string, variables?: Record<string, unknown>) => supergraph.execute({ query, variables }, call);
  return { shop, supergraph, ask };
}

/** As a client gets it. */
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('queries over several subgraphs', () => {
  test('fields of three subgraphs come together', async () => {
    const { ask } = setUp();
    const result = await ask('{ order(id: "o2") { reference buyer { name } parts label } }');
    expect(json(result)).toEqual({
      data: { order: { reference: 'A-2', buyer: { name: 'Grace' }, parts: 20, label: 'for A-2' } },
    });
  });

  test('one thing that many refer to is asked for once', async () => {
    const { shop, ask } = setUp();
    const result = await ask('{ orders { buyer { name } } }');
    expect(json(result.data)).toEqual({
      orders: [{ buyer: { name: 'Ada' } }, { buyer: { name: 'Grace' } }, { buyer: { name: 'Ada' } }],
    });
    expect(shop.people.requests[0]?.variables?.representations).toHaveLength(2);
  });
});
