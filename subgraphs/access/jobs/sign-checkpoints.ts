import { z } from 'zod';
import { signCheckpoint } from '../../../platform/audit/checkpoints.js';
import { organizationsWithLog } from '../../../platform/audit/read-entries.js';
import { defineJob } from '../../../platform/jobs/job.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';

/**
 * Every hour, signs where each organization's audit log ends, and says so in the hub's own log: a copy that is kept
 * elsewhere shows a log that was cut short, whatever was done to the database.
 */
export const signCheckpoints = defineJob<Record<string, never>, SubgraphServices>({
  name: 'sign-checkpoints',
  payload: z.record(z.string(), z.never()),
  schedule: '7 * * * *',
  async run(_payload, { database, audit, logger, now }, signal) {
    for (const organizationId of await organizationsWithLog(database)) {
      signal.throwIfAborted();
      const signed = await signCheckpoint(database, audit.keys, organizationId, now());
      if (signed) logger.info({ checkpoint: { ...signed, sequence: String(signed.sequence) } }, 'audit log checkpoint');
    }
  },
});
