import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Caller } from '../../platform/service/caller.js';
import type { CallContext, GraphQLRequest } from '../../platform/service/graphql-service.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import type { AddressOf } from '../access/client-address.js';
import type { SupergraphSource } from '../supergraph/supergraph-source.js';
import { type ApolloContext, httpRequestOf } from './apollo.js';
import { type Authenticate, callerOf } from './call-context.js';
import { writeEventStream } from './event-stream-response.js';
import { explorerHeaders, explorerPage } from './explorer-page.js';
import { requestFromBody, requestFromSearch } from './graphql-params.js';
import { handleHttpError, sendError } from './http-errors.js';

export interface GraphQLRouteOptions {
  path: string;
  source: SupergraphSource;
  apollo: ApolloServer<ApolloContext>;
  authenticate: Authenticate;
  addressOf: AddressOf;
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
        callers.set(
          request,
          await callerOf({ headers: request.headers, address: options.addressOf(request.raw) }, options),
        );
      },
      async handler(request, reply) {
        const context = contextOf(request, reply);
        if (wantsEvents(request, options.source)) return answerWithEvents(request, reply, context, options);
        const outcome = { refused: false };
        const answer = await apollo.executeHTTPGraphQLRequest({
          httpGraphQLRequest: httpRequestOf(request),
          context: async () => ({ call: context, outcome }),
        });
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
  context: CallContext,
  { source, draining, pingEveryMs, logger }: GraphQLRouteOptions,
): Promise<FastifyReply> {
  refuseForeignPage(request);
  const isGet = request.method === 'GET';
  const asked = requestOf(request);
  const prepared = source.current.prepare(asked);
  if (isGet && 'operation' in prepared && prepared.operation.operation === 'mutation') {
    const error = new GraphQLError('A mutation needs POST.', { extensions: { code: 'METHOD_NOT_ALLOWED' } });
    return sendError(reply.header('allow', 'POST'), 405, error);
  }
  const results = await resultsOf(source, asked, context);
  reply.hijack();
  const headers = { 'x-request-id': context.requestId };
  await writeEventStream(reply.raw, results, draining, { pingEveryMs, headers, logger }).catch((err: unknown) =>
    logger.debug({ err, requestId: context.requestId }, 'an event stream broke off'),
  );
  return reply;
}

async function resultsOf(
  source: SupergraphSource,
  request: GraphQLRequest,
  context: CallContext,
): Promise<AsyncIterable<ExecutionResult>> {
  const answer = await source.subscribe(request, context);
  return Symbol.asyncIterator in answer ? answer : once(answer);
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
function wantsEvents(request: FastifyRequest, source: SupergraphSource): boolean {
  const accept = request.headers.accept;
  if (!accept?.includes('text/event-stream')) return false;
  if (!/json|\*\/\*/.test(accept)) return true;
  const prepared = source.current.prepare(requestOf(request));
  return 'operation' in prepared && prepared.operation.operation === 'subscription';
}

function requestOf({ method, url, body }: FastifyRequest): GraphQLRequest {
  if (method !== 'GET') return requestFromBody(body);
  const query = url.indexOf('?');
  return requestFromSearch(query < 0 ? '' : url.slice(query));
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
