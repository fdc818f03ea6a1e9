import { createAuthenticate } from '../gateway/access/authenticate.js';
import { createAddressOf } from '../gateway/access/client-address.js';
import { createKeyUses } from '../gateway/access/key-uses.js';
import { limitRate } from '../gateway/access/limits/limit-rate.js';
import { createRateLimiter } from '../gateway/access/limits/rate-limiter.js';
import { createRefusalLimit } from '../gateway/access/limits/refusal-limit.js';
import { createTakeFromDatabase } from '../gateway/access/limits/take-from-database.js';
import { createFindPartnerOperations } from '../gateway/access/partner-operations.js';
import { withoutPartners } from '../gateway/access/without-partners.js';
import { createIdempotentCalls } from '../gateway/rest/idempotency/idempotent-calls.js';
import { registerRest } from '../gateway/rest/register-rest.js';
import { createGatewayServer, type GatewayServer } from '../gateway/server/gateway-server.js';
import { watchSupergraphFile } from '../gateway/supergraph/watch-supergraph-file.js';
import { registerOperatorRoutes } from '../platform/service/operator-routes.js';
import type { Assembly } from './assemble.js';
import { browserRulesOf, certificateOf } from './browser-rules.js';
import { doorLimitsOf, persistedOf, rateLimitsOf } from './gateway-limits.js';
import { registerOAuthDoors } from './oauth-doors.js';
import { partnerGraphFile, supergraphFile } from './schema-files.js';

/** Where partners find what is theirs. */
const partnerPath = '/partner/graphql';

/** The hub's own gateway: the graph for those with a key, the REST doors, the webhooks and the operator's routes. */
export async function serveGateway(assembly: Assembly): Promise<GatewayServer> {
  const { supergraph, partnerGraph, subgraphServices, database, metrics, logger, config } = assembly;
  const keyUses = createKeyUses(database, logger);
  const limiter = createRateLimiter({
    take: createTakeFromDatabase(database),
    onFailure: (err) => logger.warn({ err }, 'calls could not be counted, and are let through'),
  });
  const refusals = createRefusalLimit({ perMinute: config.REFUSALS_PER_MINUTE });
  const identify = limitRate(createAuthenticate(database, keyUses), limiter, rateLimitsOf(config), refusals);
  // A partner has one door; at all others its key opens nothing, whatever may be asked there one day.
  const authenticate = withoutPartners(identify, partnerPath);
  const addressOf = createAddressOf(config.TRUSTED_PROXIES);
  const certificate = certificateOf(config);
  const server = await createGatewayServer({
    supergraph,
    authenticate,
    doors: [{ path: partnerPath, supergraph: partnerGraph, authenticate: identify }],
    addressOf,
    requireCaller: true,
    onRefusal: refusals.note,
    limits: doorLimitsOf(config),
    browsers: browserRulesOf(config),
    ...(certificate && { certificate }),
    persisted: persistedOf(config),
    findPartnerOperations: createFindPartnerOperations(database),
    logger,
    async plugins(app) {
      registerOperatorRoutes(app, { database, metrics });
      await registerOAuthDoors(app, assembly, addressOf);
      await registerRest(app, {
        graph: supergraph,
        services: assembly.services,
        idempotentCalls: createIdempotentCalls(assembly.services),
        integrations: subgraphServices.integrations,
        authenticate,
        addressOf,
        logger,
      });
    },
  });
  const watching = [
    watchSupergraphFile(supergraphFile, supergraph, logger),
    watchSupergraphFile(partnerGraphFile, partnerGraph, logger),
  ];
  return {
    ...server,
    async close(options) {
      for (const stop of watching) stop();
      await server.close(options);
      await keyUses.close();
    },
  };
}
