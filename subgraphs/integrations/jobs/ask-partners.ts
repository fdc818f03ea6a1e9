import type { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { askPartnersQueue, fanOutToPartners } from '../partners/ask-partners.js';
import type { IntegrationsServices } from '../services.js';

/** Finds the partners that a published dossier is for. */
export const askPartners = defineJob<z.infer<typeof askPartnersQueue.payload>, IntegrationsServices>({
  ...askPartnersQueue,
  run: (payload, services) => fanOutToPartners(services, payload),
});
