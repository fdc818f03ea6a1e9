import type { GraphQLSchema } from 'graphql';
import type { GraphQLService } from '../../../platform/service/graphql-service.js';
import { createSubgraphService } from '../../../platform/service/subgraph-service.js';
import type { IntegrationsServices } from '../services.js';

/** The fields whose resolvers wait for somebody outside the database. */
export const waitingFields = [
  'validatePdl',
  'lookupPdl',
  'validateUser',
  'pdlValidation',
  'previewDelivery',
  'journey',
  'embedUrl',
  'atVendor',
  'vendorDocument',
  'invoicesAtVendor',
  'campaignStats',
  'segmentStats',
  'marketingDashboard',
] as const;
const waiting = new RegExp(`\\b(${waitingFields.join('|')})\\b`);

/**
 * The subgraph's service. A query is answered in one transaction, which holds a connection; one that waits for a vendor
 * must not hold any, or a slow vendor takes the whole pool. Its statements run in transactions of their own.
 */
export function createIntegrationsService(schema: GraphQLSchema, services: IntegrationsServices): GraphQLService {
  const { database } = services;
  const held = createSubgraphService(schema, services);
  const unheld = createSubgraphService(schema, {
    ...services,
    database: { ...database, read: (organizationId, work) => work(database.fork(organizationId)) },
  } satisfies IntegrationsServices);
  return {
    execute: (request, context) => (waiting.test(request.query) ? unheld : held).execute(request, context),
    subscribe: (request, context) => held.subscribe(request, context),
  };
}
