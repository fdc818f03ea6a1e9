import type { FastifyInstance } from 'fastify';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { GraphQLService } from '../../platform/service/graphql-service.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { registerApiDocs } from './api-docs.js';
import { auditExportDoor, registerAuditExport } from './audit/audit-export.js';
import { fileDoors, registerFileDoors } from './files/file-doors.js';
import type { FileServices } from './files/file-services.js';
import { openApi } from './openapi/open-api.js';
import { answerOtherMethods } from './other-methods.js';
import { problemMediaType, problemOfThrown } from './problem.js';
import { type RouteDoors, registerRoute } from './register-route.js';
import { routes } from './routes.js';
import { registerWebhookRoutes } from './webhook-routes.js';

export interface RestOptions extends RouteDoors, FileServices {
  /** Takes in webhooks: what they do is not part of the public graph. */
  integrations: GraphQLService;
  logger: Logger;
}

/** The REST doors: the routes of the table, the vendors' webhooks, and the description of both. */
export async function registerRest(app: FastifyInstance, options: RestOptions): Promise<void> {
  app.setNotFoundHandler(async (request, reply) => {
    const nothing = new NotFoundError('There is nothing at this path.');
    return reply.code(404).type(problemMediaType).send(problemOfThrown(nothing, request.id));
  });
  await app.register(async (rest) => {
    rest.setErrorHandler(async (error, request, reply) => {
      const problem = problemOfThrown(error, request.id);
      if (problem.status >= 500)
        options.logger.error({ err: error, requestId: request.id }, 'a REST call failed inside');
      if (problem.code === 'IDEMPOTENCY_KEY_IN_USE') reply.header('retry-after', '1');
      if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
      return reply.code(problem.status).type(problemMediaType).send(problem);
    });
    for (const route of routes) registerRoute(rest, route, options);
    answerOtherMethods(rest, [...routes, ...fileDoors, auditExportDoor]);
    registerFileDoors(rest, options);
    registerAuditExport(rest, options);
    registerWebhookRoutes(rest, options);
  });
  await registerApiDocs(app, openApi(routes, options.graph.current.apiSchema));
}
