import type { FastifyInstance } from 'fastify';
import type { InvoiceNinja } from './invoice-ninja.js';
import { listPage } from './list.js';

/** `GET /activities`: what happened in the company, newest first. */
export function activityRoutes(app: FastifyInstance, vendor: InvoiceNinja): void {
  app.get('/activities', async (request) => {
    const rows = vendor.companyOf(request).activities.toReversed();
    return listPage(request.query, { rows, filters: {}, view: (activity) => activity });
  });
}
