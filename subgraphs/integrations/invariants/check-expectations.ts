import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../services.js';
import { checkExpectation } from './check-expectation.js';
import { Expectation } from './expectation.js';

/** Looked at of an organization in one run; the next minute goes on. */
const batchSize = 200;

const organizations = z.array(z.object({ organization_id: z.uuid() }));

/** Every minute, looks at what has to be so by now, and again at what was not. */
export const checkExpectations = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'check-expectations',
  payload: z.record(z.string(), z.never()),
  schedule: '* * * * *',
  retry: { limit: 0, delaySeconds: 1, maxDelaySeconds: 1 },
  async run(_payload, services, signal) {
    const { database, now, logger } = services;
    const select = 'select * from integrations.organizations_with_checks_due(?)';
    const rows = organizations.parse(await database.acrossOrganizations(select, [now()]));
    for (const { organization_id: organizationId } of rows) {
      const identity = { caller: workerCaller(organizationId), requestId: 'check-expectations' };
      const due = await database.read(organizationId, (em) =>
        em.find(
          Expectation,
          { resolvedAt: null, checkAt: { $lte: now() } },
          { orderBy: { checkAt: 'asc', id: 'asc' }, limit: batchSize },
        ),
      );
      for (const expected of due) {
        if (signal.aborted) return;
        await checkExpectation(services, identity, expected).catch((err: unknown) =>
          logger.error({ err, organizationId, expectationId: expected.id }, 'an expectation was not checked'),
        );
      }
    }
  },
});
