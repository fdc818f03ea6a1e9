import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Caller } from '../../platform/service/caller.js';
import type { CallContext, GraphQLRequest } from '../../platform/service/graphql-service.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import type { AddressOf } from '../access/client-address.js';
import type { ConnectionLimit } from '../access/limits/connection-limit.js';
import { limitCodes } from '../access/limits/limit-exceeded-error.js';
import type { OnRefusal } from '../access/limits/refusal-limit.js';
import type { Preparation } from '../supergraph/prepared-operation.js';
import type { SupergraphSource } from '../supergraph/supergraph-source.js';
import { type ApolloContext, httpRequestOf } from './apollo.js';
import { type Authenticate, callerOf } from './call-context.js';
import { writeEventStream } from './event-stream-response.js';
import { explorerHeaders, explorerPage } from './explorer-page.js';
import { readableRequest, requestOf, type SentRequest, withDocument } from './graphql-params.js';
import { handleHttpError, sendError } from './http-errors.js';
import type { PersistedFor } from './persisted-operations.js';

export interface GraphQLRouteOptions {
  path: string;
  source: SupergraphSource;
  apollo: ApolloServer<ApolloContext>;
  authenticate: Authenticate;
  addressOf: AddressOf;
  onRefusal: OnRefusal;
  persistedFor: PersistedFor;
  connections: ConnectionLimit;
  requireCaller: boolean;
  logger: Logger;
  maxBodyBytes: number;
  pingEveryMs: number | undefined;
  /** Aborted when the server drains: ends event streams. */
  draining: AbortSignal;
}

/** Who calls, from the check of the headers until the body is read. */
const callers = new WeakMap<FastifyRequest, Caller | null>();

/** GraphQL over HTTP: JSON answers by Apollo Server, server-sent events, and the explorer page for browsers. */
export function registerGraphQLRoute(app: FastifyInstance, options: GraphQLRouteOptions): void {
  const { path, apollo } = options;
  app.register(async (scope) => {
    scope.setErrorHandler(handleHttpError);
    scope.route({
      method: ['GET', 'POST'],
      url: path,
      bodyLimit: options.maxBodyBytes,
      // Before the body is read: a stranger's megabyte is not worth a parse.
      async onRequest(request, reply) {
        if (wantsPage(request)) return reply.headers(explorerHeaders).send(explorerPage(path));
        const tell = (headers: Readonly<Record<string, string>>) => void reply.headers(headers);
        const call = { headers: request.headers, address: options.addressOf(request.raw), tell };
        callers.set(request, await callerOf(call, options));
      },
      async handler(request, reply) {
        const context = contextOf(request, reply);
        const sent = withDocument(sentBy(request), await options.persistedFor(context.caller));
        const asked = readableRequest(sent);
        const prepared = asked && options.source.current.prepare(asked);
        // Apollo would begin with parsing it.
        if (prepared && 'refusal' in prepared && prepared.refusal) {
          options.onRefusal(context.caller, options.addressOf(request.raw));
          throw prepared.refusal;
        }
        if (wantsEvents(request, prepared)) return answerWithEvents(request, reply, requestOf(sent), context, options);
        const outcome = { refused: false, beyondLimits: false };
        const answer = await apollo.executeHTTPGraphQLRequest({
          httpGraphQLRequest: httpRequestOf(request, sent),
          context: async () => ({ call: context, outcome }),
        });
        if (outcome.beyondLimits) options.onRefusal(context.caller, options.addressOf(request.raw));
        // In `application/json` a status is the transport's; only `application/graphql-response+json` tells by it.
        const json = answer.headers.get('content-type')?.startsWith('application/json');
        reply.code(outcome.refused && json ? 200 : (answer.status ?? 200));
        for (const [name, value] of answer.headers) reply.header(name, value);
        if (answer.body.kind !== 'complete') throw new Error('Incremental delivery is not supported.');
        return answer.body.string;
      },
    });
    scope.route({
      method: ['PUT', 'PATCH', 'DELETE'],
      url: path,
      handler: (_request, reply) => {
        const error = new GraphQLError('Use GET or POST.', { extensions: { code: 'METHOD_NOT_ALLOWED' } });
        return sendError(reply.header('allow', 'GET, POST'), 405, error);
      },
    });
  });
}

function contextOf(request: FastifyRequest, reply: FastifyReply): CallContext {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return { caller: callers.get(request) ?? null, requestId: request.id, signal: controller.signal };
}

async function answerWithEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  asked: GraphQLRequest,
  context: CallContext,
  { source, addressOf, onRefusal, connections, draining, pingEveryMs, logger }: GraphQLRouteOptions,
): Promise<FastifyReply> {
  refuseForeignPage(request);
  const isGet = request.method === 'GET';
  const prepared = source.current.prepare(asked);
  if (isGet && 'operation' in prepared && prepared.operation.operation === 'mutation') {
    const error = new GraphQLError('A mutation needs POST.', { extensions: { code: 'METHOD_NOT_ALLOWED' } });
    return sendError(reply.header('allow', 'POST'), 405, error);
  }
  const leave = connections.enter(context.caller, addressOf(request.raw));
  reply.raw.once('close', leave);
  const answer = await source.subscribe(asked, context);
  const results = Symbol.asyncIterator in answer ? answer : once(answer);
  const [refusal] = 'errors' in answer ? (answer.errors ?? []) : [];
  if (refusal && limitCodes.has(refusal.extensions.code)) {
    onRefusal(context.caller, addressOf(request.raw));
    return sendError(reply, 400, refusal);
  }
  reply.hijack();
  const told = Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]);
  const headers = { ...Object.fromEntries(told), 'x-request-id': context.requestId };
  await writeEventStream(reply.raw, results, draining, { pingEveryMs, headers, logger }).catch((err: unknown) =>
    logger.debug({ err, requestId: context.requestId }, 'an event stream broke off'),
  );
  return reply;
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}

/**
 * Event streams by GET are for EventSource, which cannot send headers; so the browser's own word is taken for where it
 * comes from. A POST needs JSON, which no foreign page can send without being asked first.
 */
function refuseForeignPage({ method, headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  if (method !== 'GET' || site === undefined || site === 'same-origin' || site === 'none') return;
  const extensions = { code: 'CROSS_SITE_REQUEST' };
  throw Object.assign(new GraphQLError('Another site may not open this stream.', { extensions }), { statusCode: 403 });
}

/**
 * A client that takes nothing else gets events whatever it asks for (graphql-sse); one that takes JSON too (urql) gets
 * them for subscriptions.
 */
function wantsEvents({ headers: { accept } }: FastifyRequest, prepared: Preparation | undefined): boolean {
  if (!accept?.includes('text/event-stream')) return false;
  if (!/json|\*\/\*/.test(accept)) return true;
  return prepared !== undefined && 'operation' in prepared && prepared.operation.operation === 'subscription';
}

function sentBy({ method, url, body }: FastifyRequest): SentRequest {
  if (method !== 'GET') return { body, search: '' };
  const query = url.indexOf('?');
  return { body: undefined, search: query < 0 ? '' : url.slice(query) };
}

/** A browser's address bar, and nothing that a GraphQL client sends. */
function wantsPage({ method, headers: { accept } }: FastifyRequest): boolean {
  return (
    method === 'GET' &&
    accept !== undefined &&
    accept.includes('text/html') &&
    !/application\/[\w-]*\+?json/.test(accept)
  );
}
