import type { FastifyInstance } from 'fastify';
import { HubError } from '../../platform/errors/hub-error.js';
import type { Route } from './route.js';

/** The path is there and does not take this method; the header Allow says which ones it takes. */
class MethodNotAllowedError extends HubError {
  readonly code = 'METHOD_NOT_ALLOWED';
  readonly httpStatus = 405;
}

const all = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Answers OPTIONS on every path of the table, and 405 to the methods that it does not take. */
export function answerOtherMethods(app: FastifyInstance, routes: readonly Pick<Route, 'method' | 'path'>[]): void {
  for (const [path, here] of Map.groupBy(routes, (route) => route.path)) {
    const taken = new Set<string>(here.map(({ method }) => method));
    if (taken.has('GET')) taken.add('HEAD');
    const allow = [...taken, 'OPTIONS'].join(', ');
    app.route({
      method: 'OPTIONS',
      url: path,
      handler: (_request, reply) => reply.code(204).header('allow', allow).send(),
    });
    app.route({
      method: all.filter((method) => !taken.has(method)),
      url: path,
      // Before the body is read, as nobody will.
      async onRequest(request, reply) {
        reply.header('allow', allow);
        throw new MethodNotAllowedError(`${request.method} is not for this path; it takes ${allow}.`);
      },
      handler: () => undefined,
    });
  }
}
