import { z } from 'zod';
import { type AuditTable, notAudited } from '../audit/declarations.js';
import { defineJob } from '../jobs/job.js';
import type { SubgraphServices } from '../service/subgraph-service.js';
import { discardDue } from './leftovers.js';

const organizations = z.array(z.object({ organization_id: z.uuid() }));

/**
 * Deletes from the storage what no file needs: content that was never recorded, after a day, and that of removed files.
 * Started by each removal, and every hour for what was left.
 */
export const sweepFiles = defineJob<Record<string, never>, SubgraphServices>({
  name: 'sweep-files',
  payload: z.record(z.string(), z.never()),
  schedule: '23 * * * *',
  async run(_payload, { database, files, now }, signal) {
    const query = 'select organization_id from files.organizations_with_leftovers(?)';
    const due = organizations.parse(await database.acrossOrganizations(query, [now()]));
    for (const { organization_id: organizationId } of due) {
      let more = true;
      while (more && !signal.aborted) more = await discardDue(database, organizationId, now(), files.discard);
    }
  },
});

export const fileJobs = [sweepFiles] as const;

/** What the audit log says of each. */
export const fileJobAudit = {
  'sweep-files': notAudited('It deletes what belongs to no file any more; what removed the file is on record.'),
} satisfies AuditTable['jobs'];
