import { limitsSchema } from '../gateway/access/limits/migration.js';
import { gatewayJobs } from '../gateway/jobs.js';
import { restSchema } from '../gateway/rest/idempotency/migration.js';
import { audit } from '../platform/audit/migration.js';
import { migrateDatabase } from '../platform/database/migrate.js';
import { filesSchema } from '../platform/files/migration.js';
import { fileJobs } from '../platform/files/sweep-files.js';
import type { RunnableJob } from '../platform/jobs/job.js';
import { migrateJobs } from '../platform/jobs/queues.js';
import { secrets } from '../platform/secrets/migration.js';
import { subgraphNames, subgraphs } from './subgraphs.js';

/** Brings every schema, and the queues, to where this version of the hub needs them. Safe to run again and at once. */
export async function migrateAll(ownerUrl: string): Promise<void> {
  const definitions = subgraphNames.map((name) => subgraphs[name]);
  await migrateDatabase(ownerUrl, [secrets, audit, filesSchema, limitsSchema, restSchema, ...definitions]);
  const jobs: RunnableJob<never>[] = [
    ...gatewayJobs,
    ...fileJobs,
    ...definitions.flatMap((definition) => [...definition.jobs]),
  ];
  await migrateJobs(ownerUrl, jobs);
}
