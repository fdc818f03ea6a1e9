import type { Route } from './route.js';
import { apiKeyRoutes } from './routes/api-keys.js';
import { auditEntryRoutes } from './routes/audit-entries.js';
import { companyRoutes } from './routes/companies.js';
import { contactRoutes } from './routes/contacts.js';
import { customerRoutes } from './routes/customers.js';
import { deliveryRoutes } from './routes/deliveries.js';
import { docusealRoutes } from './routes/docuseal.js';
import { integrationRoutes } from './routes/integrations.js';
import { interventionRoutes } from './routes/interventions.js';
import { invoiceNinjaRoutes } from './routes/invoice-ninja.js';
import { invoiceRoutes } from './routes/invoices.js';
import { leadRoutes } from './routes/leads.js';
import { mauticRoutes } from './routes/mautic.js';
import { orchestrationRoutes } from './routes/orchestration.js';
import { partnerRoutes } from './routes/partners.js';
import { paymentRoutes } from './routes/payments.js';
import { privacyRoutes } from './routes/privacy.js';
import { quoteRoutes } from './routes/quotes.js';
import { termsAcceptanceRoutes } from './routes/terms-acceptances.js';
import { webhookRoutes } from './routes/webhooks.js';

/** Every REST route that is an operation of the graph, in the order of the description. */
export const routes: readonly Route[] = [
  ...interventionRoutes,
  ...deliveryRoutes,
  ...integrationRoutes,
  ...docusealRoutes,
  ...invoiceNinjaRoutes,
  ...mauticRoutes,
  ...orchestrationRoutes,
  ...partnerRoutes,
  ...companyRoutes,
  ...customerRoutes,
  ...quoteRoutes,
  ...invoiceRoutes,
  ...paymentRoutes,
  ...termsAcceptanceRoutes,
  ...contactRoutes,
  ...leadRoutes,
  ...webhookRoutes,
  ...apiKeyRoutes,
  ...privacyRoutes,
  ...auditEntryRoutes,
];
