import { NotFoundError } from '../../../platform/errors/errors.js';
import {
  CreateIntegrationDocument,
  DeleteIntegrationDocument,
  IntegrationDocument,
  IntegrationLogsDocument,
  IntegrationsDocument,
  SubscribeIntegrationDocument,
  SyncIntegrationDocument,
  TestIntegrationDocument,
  UpdateIntegrationDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/integrations';
const tag = 'Integrations';
const read = { tag, scopes: ['integrations:read'], audit: onlyReads } as const;
const operate = { tag, scopes: ['integrations:write'] } as const;
const admin = { tag, scopes: ['connections:admin'] } as const;

/** Connections to vendors, and the runs that bring them up to date. */
export const integrationRoutes: readonly Route[] = [
  route({
    ...read,
    method: 'GET',
    path,
    summary: 'Lists connections, oldest first; never their credentials.',
    document: IntegrationsDocument,
  }),
  route({
    ...admin,
    method: 'POST',
    path,
    summary: 'Makes a connection to a vendor.',
    audit: 'connection.created',
    document: CreateIntegrationDocument,
    status: 201,
    place: path,
    example: {
      connector: 'symphonics',
      name: 'the second account',
      baseUrl: 'https://203.0.113.7',
      credentials: { clientId: 'client', clientSecret: 'secret' },
    },
  }),
  route({
    ...read,
    method: 'GET',
    path: `${path}/:id`,
    summary: 'Shows a connection; never its credentials.',
    document: IntegrationDocument,
  }),
  route({
    ...admin,
    method: 'PUT',
    path: `${path}/:id`,
    summary: 'Changes what is given of a connection.',
    audit: 'connection.updated',
    document: UpdateIntegrationDocument,
    example: { name: 'the first account' },
  }),
  route({
    ...admin,
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Deletes a connection; its history stays.',
    description:
      'While deliveries wait for it, it is refused with 409 DELIVERIES_WAITING; force=true cancels them instead.',
    audit: 'connection.deleted',
    document: DeleteIntegrationDocument,
    status: 204,
  }),
  route({
    ...admin,
    method: 'POST',
    path: `${path}/:id/test`,
    summary: 'Asks the vendor for something harmless, and says what came of it.',
    audit: 'connection.tested',
    document: TestIntegrationDocument,
  }),
  route({
    ...admin,
    method: 'POST',
    path: `${path}/:id/subscribe`,
    summary: 'Has the vendor send its webhooks to the hub; done again, it renews their secrets.',
    audit: 'connection.subscribed',
    document: SubscribeIntegrationDocument,
  }),
  route({
    ...operate,
    method: 'POST',
    path: `${path}/:id/sync`,
    summary: 'Starts a run that brings a connection up to date; one at a time.',
    audit: 'connection.sync-started',
    document: SyncIntegrationDocument,
    status: 202,
    example: { type: 'INCREMENTAL' },
  }),
  route({
    ...read,
    method: 'GET',
    path: `${path}/:id/logs`,
    summary: 'Every run of a connection and what came of it, newest first.',
    document: IntegrationLogsDocument,
    body({ integration }) {
      if (!integration) throw new NotFoundError('There is no such integration.');
      const { nodes, ...page } = integration.syncLogs;
      return { logs: nodes, ...page };
    },
  }),
];
