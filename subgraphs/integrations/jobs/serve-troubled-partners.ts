import { defineJob } from '../../../platform/jobs/job.js';
import { type ForTroubled, serveTroubled, serveTroubledQueue } from '../partners/serve-troubled.js';
import type { IntegrationsServices } from '../services.js';

/** Makes the deliveries for partners in trouble; those of an organization that have come together are made together. */
export const serveTroubledPartners = defineJob<ForTroubled, IntegrationsServices>({
  ...serveTroubledQueue,
  intake: { concurrency: 1, batchSize: 20 },
  run: (dossier, services) => serveTroubled(services, [dossier]),
  together: {
    keyOf: ({ organizationId }) => organizationId,
    run: (dossiers, services) => serveTroubled(services, dossiers),
  },
});
