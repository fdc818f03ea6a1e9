import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { print } from 'graphql';
import { ForbiddenError, UnauthenticatedError } from '../../platform/errors/errors.js';
import type { Caller } from '../../platform/service/caller.js';
import { requireScope } from '../../platform/service/scopes.js';
import type { Authenticate } from '../server/call-context.js';
import type { SupergraphSource } from '../supergraph/supergraph-source.js';
import { callSignature } from './call-signature.js';
import { isKnown } from './entity-tag.js';
import { fingerprintOf, idempotencyKeyOf } from './idempotency/idempotency-key.js';
import type { IdempotentCalls } from './idempotency/idempotent-calls.js';
import { problemMediaType } from './problem.js';
import { readCall } from './read-call.js';
import { type RestAnswer, refused, succeeded } from './rest-answer.js';
import type { Route } from './route.js';

export interface RouteDoors {
  graph: SupergraphSource;
  /** Remembers the calls that are to be done once. */
  idempotentCalls: IdempotentCalls;
  authenticate: Authenticate;
  /** The IP address that a request comes from. */
  addressOf(request: FastifyRequest['raw']): string;
}

/** Who calls, from the check of the headers until the body is read. */
const callers = new WeakMap<FastifyRequest, Caller>();

/** Opens the door of one row of the table. */
export function registerRoute(app: FastifyInstance, route: Route, doors: RouteDoors): void {
  const signature = callSignature(route, doors.graph.current.apiSchema);
  const query = print(route.document);

  const ask = async (
    request: FastifyRequest,
    caller: Caller,
    variables: Record<string, unknown>,
  ): Promise<RestAnswer> => {
    const answer = await doors.graph.execute({ query, variables }, { caller, requestId: request.id });
    const [error] = answer.errors ?? [];
    return error ? refused(error, request) : succeeded(route, answer.data ?? {}, request);
  };

  app.route({
    method: route.method,
    url: route.path,
    // Before the body is read: a stranger's megabyte is not worth a parse.
    async onRequest(request, reply) {
      const tell = (headers: Readonly<Record<string, string>>) => void reply.headers(headers);
      const call = { headers: request.headers, address: doors.addressOf(request.raw), tell };
      const caller = await doors.authenticate(call);
      if (!caller) throw new UnauthenticatedError('A valid key is needed: send the header `authorization: Bearer …`.');
      for (const scope of route.scopes) requireScope(caller, scope);
      callers.set(request, caller);
    },
    async handler(request, reply) {
      const caller = callers.get(request);
      if (!caller) throw new ForbiddenError('Nobody was let in.');
      const variables = readCall(signature, request);
      const work = () => ask(request, caller, variables);
      const key = route.method === 'POST' ? idempotencyKeyOf(request) : null;
      if (key === null) return send(request, reply, await work());
      const call = { caller, key, fingerprint: fingerprintOf(request) };
      const { answer, replayed } = await doors.idempotentCalls.once(call, work);
      if (replayed) reply.header('idempotency-replayed', 'true');
      return send(request, reply, answer);
    },
  });
}

function send(request: FastifyRequest, reply: FastifyReply, answer: RestAnswer): FastifyReply {
  reply.headers(answer.headers);
  const tag = answer.headers.etag;
  if (request.method === 'GET' || request.method === 'HEAD') {
    if (tag !== undefined && isKnown(request.headers['if-none-match'], tag)) return reply.code(304).send();
  }
  reply.code(answer.status);
  if (answer.file) return reply.type('application/pdf').send(answer.file);
  if (answer.body === undefined) return reply.send();
  return reply.type(answer.status < 400 ? 'application/json' : problemMediaType).send(JSON.stringify(answer.body));
}
