import type { FastifyInstance } from 'fastify';
import { Refusal } from '../kit/refusal.js';
import type { InvoiceNinja } from './invoice-ninja.js';

/** Lets only callers with a company's token and the documented header pass, and counts their requests. */
export function requireToken(app: FastifyInstance, vendor: InvoiceNinja): void {
  app.addHook('preHandler', async (request, reply) => {
    const { token } = vendor.companyOf(request);
    if (request.headers['x-requested-with'] !== 'XMLHttpRequest') {
      throw new Refusal(400, 'The header X-Requested-With must be XMLHttpRequest');
    }
    reply.headers({ 'x-minimum-client-version': '5.0.16', ...vendor.rateLimit.take(token) });
  });
}
