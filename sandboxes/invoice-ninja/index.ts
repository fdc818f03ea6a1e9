/**
 * A stand-in for Invoice Ninja v5, written from its OpenAPI file (openapi/api-docs.yaml, 5.10) and, where the server
 * departs from that file, from the server's published sources: several companies, clients, invoices, quotes, credits,
 * payments, e-mails and webhook subscriptions.
 */
import { createSandbox } from '../kit/sandbox.js';
import { requireToken } from './access.js';
import { activityRoutes } from './activity-routes.js';
import { answerAfterWebhooks } from './answer-after-webhooks.js';
import { clientRoutes } from './client-routes.js';
import { documentRoutes } from './document-routes.js';
import { emailRoutes } from './email-routes.js';
import { errorBody } from './error-body.js';
import { eventSchema, sendEvent } from './events.js';
import { infoRoutes } from './info-routes.js';
import { InvoiceNinja, type InvoiceNinjaOptions } from './invoice-ninja.js';
import { paymentRoutes } from './payment-routes.js';
import { pdfRoutes } from './pdf-routes.js';
import { settingsSchema } from './settings.js';
import { stateOf } from './state.js';
import { webhookRoutes } from './webhook-routes.js';

export { defaultCompanies, type InvoiceNinjaOptions } from './invoice-ninja.js';
export type { CompanyState } from './state.js';

/** Makes the sandbox; nothing listens before `start`. */
export function createInvoiceNinjaSandbox(options: InvoiceNinjaOptions = {}) {
  const vendor = new InvoiceNinja(options);
  return createSandbox({
    name: 'invoice-ninja',
    now: vendor.now,
    errorBody,
    routes: (app) => {
      vendor.attach(app);
      app.register(
        async (api) => {
          requireToken(api, vendor);
          answerAfterWebhooks(api, vendor);
          infoRoutes(api, vendor);
          clientRoutes(api, vendor);
          documentRoutes(api, vendor, 'invoices');
          documentRoutes(api, vendor, 'quotes');
          documentRoutes(api, vendor, 'credits');
          pdfRoutes(api, vendor);
          paymentRoutes(api, vendor);
          emailRoutes(api, vendor);
          activityRoutes(api, vendor);
          webhookRoutes(api, vendor);
        },
        { prefix: '/api/v1' },
      );
    },
    expireTokens: () => vendor.expireTokens(),
    state: () => stateOf(vendor.list()),
    reset: () => vendor.reset(),
    settings: {
      schema: settingsSchema,
      read: () => ({ ...vendor.settings }),
      change: (changes) => Object.assign(vendor.settings, changes),
    },
    events: { schema: eventSchema, send: (event) => sendEvent(vendor, event) },
  });
}

export type InvoiceNinjaSandbox = ReturnType<typeof createInvoiceNinjaSandbox>;
export type StartedInvoiceNinjaSandbox = Awaited<ReturnType<InvoiceNinjaSandbox['start']>>;
