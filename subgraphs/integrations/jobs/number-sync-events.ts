import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import type { IntegrationsServices } from '../services.js';
import { numberSyncEvents as number } from '../sync-events/number-sync-events.js';

const organizations = z.array(z.object({ organization_id: z.uuid() }));

/** Every ten minutes, numbers the events that nobody has read: the first to read them again does not wait for it. */
export const numberSyncEvents = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'number-sync-events',
  payload: z.record(z.string(), z.never()),
  schedule: '*/10 * * * *',
  async run(_payload, { database }, signal) {
    const rows = await database.acrossOrganizations('select * from integrations.unnumbered_sync_events()', []);
    for (const { organization_id: organizationId } of organizations.parse(rows)) {
      signal.throwIfAborted();
      await database.transaction(organizationId, number);
    }
  },
});
