import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { VendorUnavailableError } from '../lookups/vendor-unavailable-error.js';
import { pollStatus } from '../operations/poll-status.js';
import type { IntegrationsServices } from '../services.js';

/** A vendor that has said nothing for this long is asked, in milliseconds. */
const quietMs = 24 * 3_600_000;
/** For one vendor in one run: the rest of the budget is for the deliveries. */
const atMost = 60;

const quiet = z.array(z.object({ organization_id: z.uuid(), delivery_id: z.uuid() }));

/** Every hour, asks for the status of what a vendor has taken and not decided on, where no webhook came for a day. */
export const pollVendorStatus = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'poll-vendor-status',
  payload: z.record(z.string(), z.never()),
  schedule: '17 * * * *',
  async run(_payload, services, signal) {
    const before = new Date(services.now().getTime() - quietMs);
    for (const { key, status } of services.connectors) {
      if (!status) continue;
      const rows = await services.database.acrossOrganizations(
        'select * from integrations.deliveries_without_news(?, ?, ?, ?, ?)',
        [key, status.action, status.final.join(','), before, atMost],
      );
      const waiting = new Set<string>();
      for (const { organization_id: organizationId, delivery_id: deliveryId } of quiet.parse(rows)) {
        if (signal.aborted || waiting.has(organizationId)) continue;
        await pollStatus(services, { organizationId, deliveryId }, signal).catch((err: unknown) => {
          // It stays among the quiet ones, so the next run asks again.
          if (err instanceof VendorUnavailableError) waiting.add(organizationId);
          services.logger.warn({ err, organizationId, deliveryId }, 'the status could not be asked for');
        });
      }
    }
  },
});
