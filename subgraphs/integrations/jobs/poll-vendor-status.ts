import { z } from 'zod';
import { ConflictError } from '../../../platform/errors/errors.js';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../services.js';
import { startSync } from '../sync-logs/start-sync.js';
import { SyncType } from '../sync-logs/sync-log.js';

/** A vendor that has said nothing for this long is asked, in milliseconds. */
const quietMs = 24 * 3_600_000;

const quiet = z.array(z.object({ organization_id: z.uuid(), connection_id: z.uuid() }));

/**
 * Every hour, starts a run for each connection whose vendor has taken something, not decided on it, and sent no webhook
 * for a day: it asks for the status of just that.
 */
export const pollVendorStatus = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'poll-vendor-status',
  payload: z.record(z.string(), z.never()),
  schedule: '17 * * * *',
  async run(_payload, services, signal) {
    const { database, connectors, logger } = services;
    const heardBefore = new Date(services.now().getTime() - quietMs);
    for (const { key, status } of connectors) {
      if (!status) continue;
      const rows = await database.acrossOrganizations(
        'select * from integrations.connections_without_news(?, ?, ?, ?)',
        [key, status.actions.join(','), status.final.join(','), heardBefore],
      );
      for (const { organization_id: organizationId, connection_id: connectionId } of quiet.parse(rows)) {
        if (signal.aborted) return;
        const caller = workerCaller(organizationId);
        const actor = { ...caller.actor, id: 'poll-vendor-status', name: 'schedule' };
        const identity = { caller: { ...caller, actor }, requestId: 'poll-vendor-status' };
        await runUnitOfWork(services, identity, (unit) =>
          startSync(unit, connectors, { connectionId, type: SyncType.PULL, heardBefore }),
        ).catch((err: unknown) => {
          // A run is under way, or it was paused just now: the next hour comes.
          if (!(err instanceof ConflictError)) throw err;
          logger.debug({ err, connectionId }, 'statuses are not asked for in this hour');
        });
      }
    }
  },
});
