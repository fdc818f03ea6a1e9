import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { TinySubgraph } from './tiny-subgraph.js';

/** A tiny subgraph behind a real socket: HTTP (gzip where it is asked for) and graphql-ws on one path. */
export interface TinyServer {
  url: string;
  /** Headers of every HTTP request and WebSocket upgrade, in order. */
  headers: IncomingMessage['headers'][];
  /** The client's port of every HTTP request, in order: the same port is the same connection. */
  ports: (number | undefined)[];
  /** Answers the next HTTP request in another way. */
  misbehaveOnce(how: (request: IncomingMessage, response: ServerResponse) => void): void;
  /** WebSocket connections open at the moment. */
  sockets(): number;
  /** Cuts every WebSocket connection. */
  dropSockets(): void;
  close(): Promise<void>;
}

export async function startTinyServer(subgraph: TinySubgraph): Promise<TinyServer> {
  const { schema, subscriptions } = subgraph;
  const ports: TinyServer['ports'] = [];
  const headers: IncomingMessage['headers'][] = [];
  let misbehave: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;

  const server = createServer(async (request, response) => {
    headers.push(request.headers);
    ports.push(request.socket.remotePort);
    if (misbehave) {
      const how = misbehave;
      misbehave = undefined;
      return how(request, response);
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const result = await subgraph.service.execute(body, {
      caller: null,
      requestId: String(request.headers['x-request-id']),
    });
    const zipped = request.headers['accept-encoding']?.includes('gzip');
    response.setHeader('content-type', 'application/json');
    if (zipped) response.setHeader('content-encoding', 'gzip');
    response.end(zipped ? gzipSync(JSON.stringify(result)) : JSON.stringify(result));
  });
  const webSockets = new WebSocketServer({ server, path: '/graphql' });
  const protocol = useServer(
    {
      schema,
      onSubscribe: (context, _id, payload) => {
        headers.push(context.extra.request.headers);
        subscriptions.push(payload as never);
      },
    },
    webSockets,
  );
  const dropSockets = () => {
    for (const socket of webSockets.clients) socket.terminate();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    headers,
    ports,
    misbehaveOnce: (how) => {
      misbehave = how;
    },
    sockets: () => webSockets.clients.size,
    dropSockets,
    async close() {
      dropSockets();
      await protocol.dispose();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
