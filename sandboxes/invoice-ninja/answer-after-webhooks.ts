import type { FastifyInstance } from 'fastify';
import type { InvoiceNinja } from './invoice-ninja.js';

/** Holds answers back until the webhooks of their calls were answered, where the settings say so. */
export function answerAfterWebhooks(app: FastifyInstance, vendor: InvoiceNinja): void {
  app.addHook('preSerialization', async (request, _reply, payload) => {
    if (vendor.settings.webhooks === 'before-answer') await vendor.companyOf(request).webhooks.settle();
    return payload;
  });
}
