import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import type { IntegrationsServices } from '../services.js';

const hourMs = 3_600_000;

/** Longer than the longest window that a vendor counts requests in, which is a day. */
const spentRequestsMs = 25 * hourMs;

/** Rows taken in one statement: no lock is held for long. */
const batchSize = 1_000;

const answer = z.tuple([z.object({ pruned: z.int() })]);

/**
 * Every night, forgets what is older than it is to be kept, in all organizations: the attempts of deliveries that are
 * settled, the payloads that vendors accepted last, those of webhooks that were applied, requests that no rate budget counts any more, and data keys that
 * a rotation left behind. Stopped half way, it goes on the night after.
 */
export const pruneRecords = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'prune-records',
  payload: z.record(z.string(), z.never()),
  schedule: '17 3 * * *',
  async run(_payload, { database, now, logger, retention }, signal) {
    const before = (ageMs: number) => new Date(now().getTime() - ageMs);
    const kept = before(retention.attemptDays * 24 * hourMs);
    const prune = async (statement: string, limit: Date): Promise<number> => {
      for (let all = 0; ; ) {
        const [{ pruned }] = answer.parse(await database.acrossOrganizations(statement, [limit, batchSize]));
        all += pruned;
        if (pruned < batchSize || signal.aborted) return all;
      }
    };
    const attempts = await prune('select integrations.prune_attempts(?, ?) as pruned', kept);
    const webhooks = await prune('select integrations.prune_webhook_payloads(?, ?) as pruned', kept);
    const requests = await prune('select integrations.prune_spent_requests(?, ?) as pruned', before(spentRequestsMs));
    const accepted = await prune('select integrations.prune_accepted_payloads(?, ?) as pruned', kept);
    await database.acrossOrganizations('select secrets.remove_unused_data_keys()', []);
    logger.info({ attempts, accepted, webhooks, requests }, 'old records were pruned');
  },
});
