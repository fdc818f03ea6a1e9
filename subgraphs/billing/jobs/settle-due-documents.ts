import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { expireQuotes } from '../operations/expire-quotes.js';
import { markOverdueInvoices } from '../operations/mark-overdue-invoices.js';

const name = 'billing-settle-due-documents';

/** Documents that one transaction settles at most, so that none holds its locks for long. */
const batch = 100;

const organizations = z.array(z.object({ organization_id: z.uuid() }));

/** Every ten minutes: quotes past their validity expire, invoices past their due date become overdue. */
export const settleDueDocuments = defineJob<Record<string, never>, SubgraphServices>({
  name,
  payload: z.object({}),
  schedule: '*/10 * * * *',
  async run(_payload, services, signal) {
    const sql = 'select organization_id from billing.due_organizations(?) as organization_id';
    const due = await services.database.acrossOrganizations(sql, [services.now()]);
    const failures: unknown[] = [];
    for (const { organization_id: organizationId } of organizations.parse(due)) {
      signal.throwIfAborted();
      // One organization's trouble must not keep the others' documents open.
      await settle(services, organizationId, signal).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} organizations were not settled`);
  },
});

async function settle(services: SubgraphServices, organizationId: string, signal: AbortSignal): Promise<void> {
  const actor = { kind: 'system' as const, id: `job:${name}`, name: 'Passerelle' };
  const run = { caller: { organizationId, actor, scopes: ['admin'] }, requestId: randomUUID() };
  for (const operation of [expireQuotes, markOverdueInvoices]) {
    for (let settled = batch; settled === batch; ) {
      signal.throwIfAborted();
      settled = await runUnitOfWork(services, run, (unit) => operation(unit, batch));
    }
  }
}
