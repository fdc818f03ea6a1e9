import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { followUpQuotes } from '../operations/follow-up-quotes.js';
import { remindOfInvoices } from '../operations/remind-of-invoices.js';
import { inEachOrganization } from './in-each-organization.js';

const name = 'billing-send-reminders';

/** Every ten minutes: tells whose reminder of an overdue invoice is due, and which quotes nobody answers. */
export const sendReminders = defineJob<Record<string, never>, SubgraphServices>({
  name,
  payload: z.object({}),
  schedule: '5-59/10 * * * *',
  run: (_payload, services, signal) =>
    inEachOrganization(services, signal, {
      name,
      organizations: 'select organization_id from billing.organizations_to_remind(?)',
      operations: [remindOfInvoices, followUpQuotes],
    }),
});
