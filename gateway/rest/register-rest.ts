import type { FastifyInstance, FastifyRequest } from 'fastify';
import { print } from 'graphql';
import { z } from 'zod';
import { MalformedRequestError, NotFoundError, UnauthenticatedError } from '../../platform/errors/errors.js';
import type { Caller } from '../../platform/service/caller.js';
import type { GraphQLService } from '../../platform/service/graphql-service.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import type { AddressOf } from '../access/client-address.js';
import type { Authenticate } from '../server/call-context.js';
import { problemOf, problemOfThrown } from './problem.js';
import { type RestCall, routes } from './routes.js';
import { registerWebhookRoutes } from './webhook-routes.js';

export interface RestOptions {
  graph: GraphQLService;
  /** Takes in webhooks: what they do is not part of the public graph. */
  integrations: GraphQLService;
  authenticate: Authenticate;
  addressOf: AddressOf;
  logger: Logger;
}

/** Who calls, from the check of the headers until the body is read. */
const callers = new WeakMap<FastifyRequest, Caller>();

/** The REST doors: the routes of the table, and the vendors' webhooks. */
export async function registerRest(app: FastifyInstance, options: RestOptions): Promise<void> {
  app.setNotFoundHandler(async (request, reply) => {
    const nothing = new NotFoundError('There is nothing at this path.');
    return reply.code(404).type('application/problem+json').send(problemOfThrown(nothing, request.id));
  });
  await app.register(async (rest) => {
    rest.setErrorHandler(async (error, request, reply) => {
      const problem = problemOfThrown(error, request.id);
      if (problem.status >= 500)
        options.logger.error({ err: error, requestId: request.id }, 'a REST call failed inside');
      if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
      return reply.code(problem.status).type('application/problem+json').send(problem);
    });
    for (const route of routes) {
      const query = print(route.document);
      rest.route({
        method: route.method,
        url: route.path,
        // Before the body is read: a stranger's megabyte is not worth a parse.
        async onRequest(request) {
          const caller = await options.authenticate({
            headers: request.headers,
            address: options.addressOf(request.raw),
          });
          if (!caller)
            throw new UnauthenticatedError('A valid key is needed: send the header `authorization: Bearer …`.');
          callers.set(request, caller);
        },
        async handler(request: FastifyRequest, reply) {
          const caller = callers.get(request) ?? null;
          const variables = route.variables(callOf(request)) as Record<string, unknown>;
          const answer = await options.graph.execute({ query, variables }, { caller, requestId: request.id });
          const [error] = answer.errors ?? [];
          if (error) {
            const problem = problemOf(error, request.id);
            return reply.code(problem.status).type('application/problem+json').send(problem);
          }
          const { status, body } = route.respond(answer.data);
          return reply.code(status).send(body);
        },
      });
    }
    registerWebhookRoutes(rest, options);
  });
}

const text = z.record(z.string(), z.string());
const given = z.object({ params: text, query: text, body: z.record(z.string(), z.unknown()) });

/** @throws MalformedRequestError when the body is no JSON object, or a parameter is given twice */
function callOf({ params, query, body }: FastifyRequest): RestCall {
  const call = given.safeParse({ params, query, body: body ?? {} });
  if (!call.success) {
    throw new MalformedRequestError('The body must be a JSON object, and each parameter be given once.');
  }
  return { parameters: call.data.params, query: call.data.query, body: call.data.body };
}
