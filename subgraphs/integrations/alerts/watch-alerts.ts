import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../services.js';
import { evaluateAlerts } from './evaluate-alerts.js';

const organizations = z.array(z.object({ organization_id: z.uuid() }));

/** Every minute, looks at all organizations; one that cannot be looked at does not keep the others from it. */
export const watchAlerts = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'watch-alerts',
  payload: z.record(z.string(), z.never()),
  schedule: '* * * * *',
  retry: { limit: 0, delaySeconds: 1, maxDelaySeconds: 1 },
  async run(_payload, services, signal) {
    const { database, logger } = services;
    const rows = await database.acrossOrganizations('select * from integrations.watched_organizations()', []);
    for (const { organization_id: organizationId } of organizations.parse(rows)) {
      if (signal.aborted) return;
      const identity = { caller: workerCaller(organizationId), requestId: 'watch-alerts' };
      await runUnitOfWork(services, identity, (unit) => evaluateAlerts(unit, services)).catch((err: unknown) =>
        logger.error({ err, organizationId }, 'the alerts of an organization were not evaluated'),
      );
    }
  },
});
