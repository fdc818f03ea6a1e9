import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { eraseKept } from '../privacy/erase-kept.js';

const name = 'billing-erase-kept-customers';

const organizations = z.array(z.object({ organization_id: z.uuid() }));

/** Every night: what was kept of erased customers because the law wanted it goes when its time is over. */
export const eraseKeptCustomers = defineJob<Record<string, never>, SubgraphServices>({
  name,
  payload: z.record(z.string(), z.never()),
  schedule: '47 3 * * *',
  async run(_payload, services, signal) {
    const select = 'select organization_id from billing.organizations_to_erase(?)';
    const due = await services.database.acrossOrganizations(select, [services.now()]);
    for (const { organization_id: organizationId } of organizations.parse(due)) {
      signal.throwIfAborted();
      const actor = { kind: 'system' as const, id: `job:${name}`, name: 'Passerelle' };
      await runUnitOfWork(
        services,
        { caller: { organizationId, actor, scopes: ['admin'] }, requestId: randomUUID() },
        eraseKept,
      );
    }
  },
});
