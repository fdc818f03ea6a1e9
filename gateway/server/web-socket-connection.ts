import type { IncomingMessage } from 'node:http';
import { CloseCode, type Server } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Logger } from '../../platform/telemetry/logger.js';

/** What operations know of the connection that they came by. */
export interface Connection {
  readonly request: IncomingMessage;
  /** Aborted when the connection is gone. */
  readonly signal: AbortSignal;
  close(code: number, reason: string): void;
  /** Runs an operation with one answer, which `leave` waits for. */
  whileBusy<T>(work: () => Promise<T>): Promise<T>;
  /** Closes with 1001 once the answers that are due are sent, or the time (milliseconds) is over. */
  leave(graceMs: number): Promise<void>;
}

export interface ConnectionOptions {
  pingEveryMs: number;
  /** More of them close the socket with 1008. */
  maxMessagesPerMinute: number;
  logger: Logger;
}

const goingAway = 1001;
const policyViolated = 1008;
/** Milliseconds a client has to answer the closing of its socket. */
const farewellMs = 1_000;

/** Ties a WebSocket to the protocol; pings it, and drops it when it no longer answers. */
export function connectSocket(
  protocol: Server<Connection>,
  socket: WebSocket,
  request: IncomingMessage,
  { pingEveryMs, maxMessagesPerMinute, logger }: ConnectionOptions,
): Connection {
  const gone = new AbortController();
  let busy = 0;
  let messages = 0;
  const forget = setInterval(() => {
    messages = 0;
  }, 60_000);
  let onIdle: (() => void) | undefined;

  const connection: Connection = {
    request,
    signal: gone.signal,
    close: (code, reason) => socket.close(code, reason),
    async whileBusy(work) {
      busy++;
      try {
        return await work();
      } finally {
        busy--;
        if (busy === 0) onIdle?.();
      }
    },
    async leave(graceMs) {
      if (busy > 0) await before(graceMs, (done) => (onIdle = done));
      // The last answer is written in the same turn as it becomes known: let that pass.
      await new Promise((resolve) => setImmediate(resolve));
      await before(farewellMs, (done) => {
        if (socket.readyState === socket.CLOSED) return done();
        socket.once('close', done);
        socket.close(goingAway, 'Going away');
      });
      if (socket.readyState !== socket.CLOSED) socket.terminate();
    },
  };

  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      // Resolves when the bytes are handed to the network: this is what slows a stream down to its reader.
      send: (text) =>
        new Promise((resolve) => {
          if (socket.readyState === socket.OPEN) socket.send(text, () => resolve());
          else resolve();
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (handle) =>
        socket.on('message', (data) => {
          // Before it is read: what it costs is the reading.
          if (++messages > maxMessagesPerMinute) return socket.close(policyViolated, 'Too many messages');
          handle(String(data)).catch((err: unknown) => {
            logger.error({ err }, 'a WebSocket message could not be handled');
            socket.close(CloseCode.InternalServerError, 'Internal server error');
          });
        }),
    },
    connection,
  );

  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  const ping = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, pingEveryMs);
  socket.on('error', (err) => logger.debug({ err }, 'a WebSocket failed'));
  socket.once('close', (code, reason) => {
    clearInterval(ping);
    clearInterval(forget);
    gone.abort();
    closed(code, String(reason)).catch((err: unknown) => logger.error({ err }, 'a WebSocket could not be cleaned up'));
  });
  return connection;
}

/** Resolves when `start`'s callback is called, or after the time given. */
function before(ms: number, start: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    start(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
