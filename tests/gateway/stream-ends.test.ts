import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { inTheEnd, openStreamDoors, type StreamDoors, turn } from '../support/stream-doors.js';
import type { TinyGatewayOptions } from '../support/tiny-gateway.js';
import { composeTiny } from '../support/tiny-subgraph.js';

const query = 'subscription { shopEvents { cursor order { reference buyer { name } parts } } }';
const first = { cursor: '1', order: { id: 'o1' } };
const notes = 'subscription { shopEvents { note } }';
const eventStreamHeaders = { 'content-type': 'application/json', accept: 'text/event-stream' };
const hydrated = {
  data: { shopEvents: { cursor: '1', order: { reference: 'A-1', buyer: { name: 'Ada' }, parts: 10 } } },
};
/** What becomes of a promise that may be rejected before anyone looks. */
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

let doors: StreamDoors;
const open = async (options?: TinyGatewayOptions) => {
  doors = await openStreamDoors(options);
  return doors;
};
afterEach(() => doors.close());

describe('the end of streams', () => {
  test('a reader that takes nothing is told so at both doors, with a code to resume on', async () => {
    const { shop, source } = await open({ supergraph: { queueLimits: { maxEvents: 2 } } });
    const overflow = { extensions: { code: 'SUBSCRIPTION_OVERFLOW', retryable: true } };
    const socket = new WebSocket(doors.wsUrl, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: notes } }));
    const request = httpRequest(doors.url, { method: 'POST', headers: eventStreamHeaders });
    request.end(JSON.stringify({ query: notes }));
    const [response]: IncomingMessage[] = await once(request, 'response');
    await doors.untilReaders(2);
    socket.pause();
    // Until the buffers of the network are full, and two more.
    while (source.current.readers() > 0) {
      shop.events.publish({ cursor: '1', note: 'x'.repeat(500_000) });
      await turn();
    }
    const messages: { type: string; payload: unknown }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    socket.resume();
    while (messages.at(-1)?.type !== 'error') await turn();
    expect(messages.at(-1)?.payload).toMatchObject([overflow]);
    socket.terminate();
    let text = '';
    for await (const chunk of response?.setEncoding('utf8') ?? []) text += chunk;
    const [last, end] = text.trimEnd().split('\n\n').slice(-2);
    expect(JSON.parse(last?.split('data: ')[1] ?? '')).toMatchObject({ errors: [overflow] });
    expect(end).toBe('event: complete\ndata:');
  });

  test('a new schema serves the next request at once, and ends the streams one after another', async () => {
    const scheduled: { work: () => void; afterMs: number }[] = [];
    const { shop, source, post } = await open({
      source: { endStreamsOverMs: 3_000, schedule: (work, afterMs) => scheduled.push({ work, afterMs }) },
    });
    const other = 'subscription { shopEvents { cursor } }';
    const [a, b, c] = [
      doors.ws().iterate({ query }),
      doors.ws().iterate({ query }),
      doors.sse().iterate({ query: other }),
    ];
    const steps = [outcome(a.next()), outcome(b.next())];
    const last = inTheEnd(c);
    await doors.untilReaders(3);
    source.reload(composeTiny(shop.subgraphs).replace('type ShopEvent', '"New."\ntype ShopEvent'));
    expect(await (await post({ query: '{ __type(name: "ShopEvent") { description } }' })).json()).toEqual({
      data: { __type: { description: 'New.' } },
    });
    expect(scheduled.map(({ afterMs }) => afterMs)).toEqual([0, 1_000, 2_000]);
    for (const { work } of scheduled) work();
    const reloaded = { extensions: { code: 'SCHEMA_RELOADED', retryable: true } };
    for (const step of steps) expect(await step).toMatchObject({ error: [reloaded] });
    expect(await last).toMatchObject([{ errors: [reloaded] }]);
    await shop.events.untilReaders(0);
    const again = doors.ws().iterate({ query });
    const step = again.next();
    await shop.events.untilReaders(1);
    shop.events.publish(first);
    expect((await step).value).toEqual(hydrated);
    await again.return?.();
  });

  test('a drain closes WebSockets with 1001, ends event streams without `complete`, and lets what runs finish', async () => {
    const { shop, server, post, url } = await open();
    const answerStock = Promise.withResolvers<number>();
    const bothAsked = Promise.withResolvers<void>();
    shop.stockAnswers(() => {
      if (shop.stock.requests.length === 2) bothAsked.resolve();
      return answerStock.promise;
    });
    const slow = '{ order(id: "o1") { parts } }';
    const ws = outcome(doors.ws().iterate({ query: 'subscription { quiet }' }).next());
    const busy = doors.ws({ lazy: false, onNonLazyError: () => undefined });
    const busyClosed = new Promise<CloseEvent>((resolve) => busy.on('closed', (event) => resolve(event as CloseEvent)));
    const sse = outcome(doors.sse().iterate({ query: 'subscription { quiet }' }).next());
    const [overHttp, overWs] = [post({ query: slow }), inTheEnd(busy.iterate({ query: slow }))];
    await bothAsked.promise;
    await doors.untilReaders(2);
    const closing = server.close({ graceMs: 10_000 });
    expect(await ws).toMatchObject({ error: { code: 1001 } });
    expect(await sse).toMatchObject({ error: { message: expect.stringMatching(/closed/) } });
    answerStock.resolve(7);
    const answer = { data: { order: { parts: 7 } } };
    expect(await (await overHttp).json()).toEqual(answer);
    expect(await overWs).toEqual([answer]);
    expect((await busyClosed).code).toBe(1001);
    await closing;
    await expect(fetch(url)).rejects.toThrow();
  });

  test('what does not finish within the grace is cut off', async () => {
    const { shop, server, post } = await open();
    const stockAsked = Promise.withResolvers<void>();
    shop.stockAnswers(() => {
      stockAsked.resolve();
      return new Promise(() => undefined);
    });
    const hanging = post({ query: '{ order(id: "o1") { parts } }' });
    hanging.catch(() => undefined);
    await stockAsked.promise;
    await server.close({ graceMs: 20 });
    await expect(hanging).rejects.toThrow();
  });

  test('an HTTP client that leaves cancels the fetch that it waited for', async () => {
    const asked = Promise.withResolvers<AbortSignal | undefined>();
    const { url } = await open({
      supergraph: {
        serviceFor: () => ({
          execute: (_request, { signal }) => {
            asked.resolve(signal);
            return new Promise(() => undefined);
          },
          subscribe: () => Promise.reject(new Error('not used')),
        }),
      },
    });
    const leaving = httpRequest(url, { method: 'POST', headers: { 'content-type': 'application/json' } });
    leaving.on('error', () => undefined);
    leaving.end(JSON.stringify({ query: '{ orders { id } }' }));
    const signal = await asked.promise;
    const aborted = new Promise((resolve) => signal?.addEventListener('abort', resolve));
    leaving.destroy();
    await aborted;
  });
});
