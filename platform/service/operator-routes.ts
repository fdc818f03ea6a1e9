import type { FastifyInstance } from 'fastify';
import type { Database } from '../database/database.js';
import type { Metrics } from '../telemetry/metrics.js';

/**
 * The operator's routes, without a key: `/healthz` (the process runs), `/readyz` (it can do its work: the database
 * answers) and `/metrics` (Prometheus). They say nothing of any organization.
 */
export function registerOperatorRoutes(
  app: FastifyInstance,
  { database, metrics }: { database?: Database; metrics: Metrics },
): void {
  app.addHook('onResponse', async (request, reply) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: String(reply.statusCode),
    };
    metrics.requests.observe(labels, reply.elapsedTime / 1_000);
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    try {
      await database?.ping();
      return { status: 'ready' };
    } catch {
      return reply.code(503).send({ status: 'not ready', reason: 'the database does not answer' });
    }
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}
