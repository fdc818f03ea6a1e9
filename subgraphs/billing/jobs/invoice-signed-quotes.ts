import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { invoiceAwaitedParts } from '../operations/invoice-awaited-parts.js';
import { inEachOrganization } from './in-each-organization.js';

const name = 'billing-invoice-signed-quotes';

/** Every minute: invoices the deposits of signed quotes whose company waits some days before it does. */
export const invoiceSignedQuotes = defineJob<Record<string, never>, SubgraphServices>({
  name,
  payload: z.object({}),
  schedule: '* * * * *',
  run: (_payload, services, signal) =>
    inEachOrganization(services, signal, {
      name,
      organizations: 'select organization_id from billing.organizations_to_invoice(?)',
      operations: [invoiceAwaitedParts],
    }),
});
