import {
  CancelDeliveryDocument,
  DeliveriesDocument,
  DeliveryDocument,
  IntegrationHealthDocument,
  RetryDeliveryDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/deliveries';
const tag = 'Deliveries';
const read = { tag, scopes: ['integrations:read'], audit: onlyReads } as const;
const write = { tag, scopes: ['integrations:write'] } as const;

/** What goes to vendors. A delivery is made by what happens, so there is nothing to create or delete here. */
export const deliveryRoutes: readonly Route[] = [
  route({ ...read, method: 'GET', path, summary: 'Lists deliveries, newest first.', document: DeliveriesDocument }),
  route({
    ...read,
    method: 'GET',
    path: `${path}/:id`,
    summary: 'Shows a delivery with every attempt.',
    document: DeliveryDocument,
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/retry`,
    summary: 'Takes up a delivery that failed, is blocked or waits.',
    audit: 'delivery.retried',
    document: RetryDeliveryDocument,
    status: 202,
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/cancel`,
    summary: 'Takes a delivery back before the vendor has it.',
    audit: 'delivery.cancelled',
    document: CancelDeliveryDocument,
  }),
  route({
    ...read,
    method: 'GET',
    path: '/api/integrations/health',
    summary: 'What is stuck, where, and since when.',
    document: IntegrationHealthDocument,
  }),
];
