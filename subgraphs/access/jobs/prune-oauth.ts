import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';

const removed = z.tuple([z.object({ removed: z.number() })]);

/** Rows a statement: none of them holds locks for long. */
const rowsAtOnce = 5_000;

/** Removes codes, tokens, sessions and what sign-ins elsewhere left a day after their time, and counts of sign-ins that are over. Every hour. */
export const pruneOAuth = defineJob<Record<string, never>, SubgraphServices>({
  name: 'prune-oauth',
  payload: z.record(z.string(), z.never()),
  schedule: '23 * * * *',
  async run(_payload, { database }, signal) {
    for (const prune of ['prune_oauth', 'prune_sso']) {
      let count = rowsAtOnce;
      while (count >= rowsAtOnce && !signal.aborted) {
        const answer = await database.acrossOrganizations(`select access.${prune}(?) as removed`, [rowsAtOnce]);
        count = removed.parse(answer)[0].removed;
      }
    }
  },
});
