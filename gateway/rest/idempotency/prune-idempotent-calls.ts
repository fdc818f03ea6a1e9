import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { keptMs } from './idempotent-calls.js';

const answer = z.tuple([z.object({ pruned: z.int() })]);

/** Rows a statement: none of them holds locks for long. */
const rowsAtOnce = 5_000;

/** Every hour, forgets the answers that are not said again any more, in all organizations. */
export const pruneIdempotentCalls = defineJob<Record<string, never>, SubgraphServices>({
  name: 'prune-idempotent-calls',
  payload: z.record(z.string(), z.never()),
  schedule: '41 * * * *',
  async run(_payload, { database, now }, signal) {
    const before = new Date(now().getTime() - keptMs);
    let count = rowsAtOnce;
    while (count >= rowsAtOnce && !signal.aborted) {
      const query = 'select rest.prune_idempotent_calls(?, ?) as pruned';
      [{ pruned: count }] = answer.parse(await database.acrossOrganizations(query, [before, rowsAtOnce]));
    }
  },
});
