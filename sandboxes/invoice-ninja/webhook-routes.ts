import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { loopbackUrlSchema } from '../kit/webhook.js';
import { idOf, item } from './answer.js';
import type { Company } from './company.js';
import type { Subscription } from './entities.js';
import type { InvoiceNinja } from './invoice-ninja.js';
import { listPage } from './list.js';
import { parse } from './parse.js';
import { viewSubscription } from './views.js';

const bulkSchema = z.object({ action: z.enum(['archive', 'delete', 'restore']), ids: z.array(z.string()).min(1) });

const subscriptionSchema = z.object({
  target_url: loopbackUrlSchema,
  event_id: z.union([z.string().regex(/^\d+$/), z.int()]).transform(String),
  // The server also knows `put`, which the kit cannot send.
  rest_method: z.literal('post').default('post'),
  format: z.string().default('JSON'),
  headers: z.record(z.string(), z.string()).default({}),
});

/** Without the defaults, so that what is not given stays. */
const changesSchema = z.object({
  target_url: loopbackUrlSchema.optional(),
  event_id: subscriptionSchema.shape.event_id.optional(),
  headers: z.record(z.string(), z.string()).optional(),
});

/** `/webhooks`: what the vendor calls subscriptions to its events. */
export function webhookRoutes(app: FastifyInstance, vendor: InvoiceNinja): void {
  app.get('/webhooks', async (request) => {
    const { subscriptions } = vendor.companyOf(request).webhooks;
    return listPage(request.query, { rows: subscriptions.list(), filters: {}, view: viewSubscription });
  });

  app.post('/webhooks', async (request) => {
    const company = vendor.companyOf(request);
    const fields = parse(subscriptionSchema, request.body);
    const subscription = company.webhooks.subscriptions.add({ ...company.newEntity(), ...fields });
    return item(vendor, viewSubscription(subscription));
  });

  app.get('/webhooks/:id', async (request) =>
    item(vendor, viewSubscription(vendor.companyOf(request).webhooks.subscriptions.get(idOf(request.params)))),
  );

  app.put('/webhooks/:id', async (request) => {
    const company = vendor.companyOf(request);
    const subscription = company.webhooks.subscriptions.get(idOf(request.params));
    Object.assign(subscription, parse(changesSchema, request.body), { updated_at: company.seconds() });
    return item(vendor, viewSubscription(subscription));
  });

  app.delete('/webhooks/:id', async (request) => {
    const company = vendor.companyOf(request);
    const subscription = company.webhooks.subscriptions.get(idOf(request.params));
    keepOrDropSubscription(company, subscription, 'delete');
    return item(vendor, viewSubscription(subscription));
  });

  app.post('/webhooks/bulk', async (request) => {
    const company = vendor.companyOf(request);
    const { action, ids } = parse(bulkSchema, request.body);
    const rows = ids.map((id) => company.webhooks.subscriptions.get(id));
    for (const row of rows) keepOrDropSubscription(company, row, action);
    return listPage({}, { rows, filters: {}, view: viewSubscription });
  });
}

function keepOrDropSubscription(
  company: Company,
  subscription: Subscription,
  action: 'archive' | 'delete' | 'restore',
): void {
  const archived_at = action === 'restore' ? 0 : company.seconds();
  Object.assign(subscription, { archived_at, is_deleted: action === 'delete', updated_at: company.seconds() });
}
