import { z } from 'zod';
import { defineJob } from '../../../../platform/jobs/job.js';
import type { IntegrationsServices } from '../../services.js';
import { checkSelection } from '../operations/check-selection.js';

const found = z.array(z.object({ organization_id: z.uuid(), webhook_id: z.uuid() }));

/** Every ten minutes: whether the graph still has what webhooks ask of it. A change of the schema is noticed before an event is. */
export const checkWebhookSelections = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'check-webhook-selections',
  payload: z.record(z.string(), z.never()),
  schedule: '*/10 * * * *',
  async run(_payload, services) {
    const rows = await services.database.acrossOrganizations('select * from integrations.webhook_selections()', []);
    for (const { organization_id: organizationId, webhook_id: webhookId } of found.parse(rows)) {
      await checkSelection(services, organizationId, webhookId);
    }
  },
});
