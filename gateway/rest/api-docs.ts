import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { JsonSchema } from './openapi/json-schema.js';
import { problemMediaType, problemOfThrown } from './problem.js';
import { problemTypes, problemTypeUri } from './problem-types.js';

/** Everything the page needs comes from this door; it may ask no other host. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const problemsByPath = new Map(
  Object.entries(problemTypes).map(([code, about]) => [
    problemTypeUri(code),
    { type: problemTypeUri(code), code, ...about },
  ]),
);

/**
 * What can be read without a key: `/api/docs` (the description as a page, to try out with a key), `/api/openapi.json`
 * (the description itself) and `/api/problems/…` (each kind of problem).
 */
export async function registerApiDocs(app: FastifyInstance, description: JsonSchema): Promise<void> {
  const text = JSON.stringify(description);
  app.get('/api/openapi.json', async (_request, reply) => reply.type('application/json').send(text));
  app.get('/api/problems', async () => ({ problems: [...problemsByPath.values()] }));
  app.get('/api/problems/:name', async (request, reply) => {
    const about = problemsByPath.get(request.url.split('?', 1)[0] ?? '');
    if (about) return about;
    const unknown = problemOfThrown(new NotFoundError('There is no such kind of problem.'), request.id);
    return reply.code(404).type(problemMediaType).send(unknown);
  });
  await app.register(async (docs) => {
    await docs.register(describedBy(description));
    await docs.register(swaggerUi, {
      routePrefix: '/api/docs',
      staticCSP: contentSecurityPolicy,
      uiConfig: { docExpansion: 'none', filter: true, validatorUrl: null, persistAuthorization: false },
      theme: { title: 'Passerelle: REST' },
    });
  });
}

/** Stands in for @fastify/swagger, which the page asks for the description and which would make one of its own. */
function describedBy(description: JsonSchema) {
  const plugin = async (app: FastifyInstance) => {
    app.decorate('swagger', () => description);
  };
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('plugin-meta')]: { name: '@fastify/swagger' },
    [Symbol.for('fastify.display-name')]: '@fastify/swagger',
  });
}
