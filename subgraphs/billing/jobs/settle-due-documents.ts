import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { expireQuotes } from '../operations/expire-quotes.js';
import { markOverdueInvoices } from '../operations/mark-overdue-invoices.js';
import { inEachOrganization } from './in-each-organization.js';

const name = 'billing-settle-due-documents';

/** Every ten minutes: quotes past their validity expire, invoices past their due date become overdue. */
export const settleDueDocuments = defineJob<Record<string, never>, SubgraphServices>({
  name,
  payload: z.object({}),
  schedule: '*/10 * * * *',
  run: (_payload, services, signal) =>
    inEachOrganization(services, signal, {
      name,
      organizations: 'select organization_id from billing.due_organizations(?) as organization_id',
      operations: [expireQuotes, markOverdueInvoices],
    }),
});
