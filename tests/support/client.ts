import type { ExecutionResult } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { checkAgainstDescription } from './rest-contract.js';

type Variables = Record<string, unknown>;

export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
}

/** A client of the hub with one key, through its public doors. */
export interface HubClient {
  key: string;
  /** Whatever the graph answers. */
  ask(query: string, variables?: Variables): Promise<Answer>;
  /** The data of an answer without errors; throws with the errors of any other. */
  data<Data = Record<string, unknown>>(query: string, variables?: Variables): Promise<Data>;
  /** Fails when the answer is not as schema/openapi.json describes it. */
  rest(method: string, path: string, init?: RequestInit): Promise<RestAnswer>;
  /** Subscribes over graphql-ws. */
  watch<Event = Record<string, unknown>>(query: string, variables?: Variables): Watching<Event>;
  close(): Promise<void>;
}

export interface RestAnswer {
  status: number;
  body: Record<string, unknown>;
}

export interface Watching<Event> {
  /** Everything that came so far. */
  received: Event[];
  /** Resolves once the subscription stands and its first message may come. */
  open: Promise<void>;
  /** The first event, of those that came or are to come, that fits. */
  until(predicate: (event: Event) => boolean, timeoutMs?: number): Promise<Event>;
  /** Rejects or resolves when the stream ends by itself. */
  ended: Promise<void>;
  stop(): void;
}

/** @param path of the graph. Default `/graphql`. */
export function createHubClient(url: string, key: string, path = '/graphql'): HubClient {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const sockets = new Set<{ dispose(): void | Promise<void> }>();
  const ask: HubClient['ask'] = async (query, variables = {}) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };
  return {
    key,
    ask,
    async data<Data>(query: string, variables?: Variables) {
      const answer = await ask(query, variables);
      if (answer.errors) throw new Error(JSON.stringify(answer.errors));
      return answer.data as Data;
    },
    async rest(method, route, init = {}) {
      const response = await fetch(`${url}${route}`, {
        method,
        headers: { authorization: headers.authorization },
        ...init,
      });
      const text = await response.text();
      checkAgainstDescription(method, route, response, text);
      const isJson = /json\b/.test(response.headers.get('content-type') ?? '');
      return { status: response.status, body: isJson && text ? JSON.parse(text) : {} };
    },
    watch<Event>(query: string, variables?: Variables) {
      const socket = createClient({
        url: `${url.replace(/^http/, 'ws')}${path}`,
        webSocketImpl: WebSocket,
        connectionParams: { authorization: headers.authorization },
        retryAttempts: 0,
      });
      sockets.add(socket);
      return follow<Event>(socket, query, variables);
    },
    async close() {
      await Promise.all([...sockets].map((socket) => socket.dispose()));
    },
  };
}

function follow<Event>(socket: ReturnType<typeof createClient>, query: string, variables?: Variables): Watching<Event> {
  const received: Event[] = [];
  const waiting = new Set<() => void>();
  const open = new Promise<void>((resolve) => socket.on('connected', () => resolve()));
  let finish: { resolve(): void; reject(error: unknown): void } = { resolve: () => undefined, reject: () => undefined };
  const ended = new Promise<void>((resolve, reject) => {
    finish = { resolve, reject };
  });
  ended.catch(() => undefined);
  const stop = socket.subscribe<Record<string, unknown>>(
    { query, ...(variables && { variables }) },
    {
      next(result: ExecutionResult<Record<string, unknown>>) {
        if (result.errors) finish.reject(new Error(JSON.stringify(result.errors)));
        else received.push(result.data as Event);
        for (const look of [...waiting]) look();
      },
      error: (error) => finish.reject(error),
      complete: () => finish.resolve(),
    },
  );
  return {
    received,
    open,
    ended,
    stop,
    until(predicate, timeoutMs = 20_000) {
      return new Promise((resolve, reject) => {
        const done = (settle: () => void) => {
          clearTimeout(timer);
          waiting.delete(look);
          settle();
        };
        const look = () => {
          const found = received.find(predicate);
          if (found) done(() => resolve(found));
        };
        const timer = setTimeout(
          () => done(() => reject(new Error(`no such event among ${JSON.stringify(received).slice(-2_000)}`))),
          timeoutMs,
        );
        // Of several of which the first was waited for, the others wait on for nobody.
        timer.unref();
        waiting.add(look);
        ended.catch((error: unknown) => done(() => reject(error)));
        look();
      });
    },
  };
}
