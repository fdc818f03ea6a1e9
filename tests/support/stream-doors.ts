import { createClient as createSseClient } from 'graphql-sse';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startTinyGateway, type TinyGateway, type TinyGatewayOptions } from './tiny-gateway.js';

/** A tiny gateway, and clients of both its doors for streams. */
export interface StreamDoors extends TinyGateway {
  ws(options?: Partial<Parameters<typeof createClient>[0]>): Client;
  sse(headers?: Record<string, string>): ReturnType<typeof createSseClient>;
  /** Resolves once that many clients are subscribed. */
  untilReaders(count: number): Promise<void>;
  /** Ends the clients, then the gateway. */
  close(): Promise<void>;
}

export async function openStreamDoors(options?: TinyGatewayOptions): Promise<StreamDoors> {
  const gateway = await startTinyGateway(options);
  const clients: Client[] = [];
  return {
    ...gateway,
    ws(own = {}) {
      const base = { url: gateway.wsUrl, webSocketImpl: WebSocket, retryAttempts: 0, lazy: true };
      const client = createClient({ ...base, ...own });
      clients.push(client);
      return client;
    },
    sse: (headers = {}) => createSseClient({ url: gateway.url, headers, retryAttempts: 0 }),
    async untilReaders(count) {
      while (gateway.source.current.readers() !== count) await turn();
    },
    async close() {
      await Promise.all(clients.map((client) => client.dispose()));
      await gateway.server.close({ graceMs: 0 });
    },
  };
}

/** Lets everything happen that is due. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Everything that comes until the end. */
export async function inTheEnd(iterator: AsyncIterator<unknown>): Promise<unknown[]> {
  const results: unknown[] = [];
  for (let step = await iterator.next(); !step.done; step = await iterator.next()) results.push(step.value);
  return results;
}
