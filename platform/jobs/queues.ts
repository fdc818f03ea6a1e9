import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { applicationRole } from '../database/roles.js';
import type { RunnableJob } from './job.js';

/** The schema pg-boss keeps its tables in. */
export const jobSchema = 'jobs';

/** A worker that dies is noticed when its heartbeat is this old; pg-boss takes no less. */
const heartbeatSeconds = 10;

/**
 * Makes pg-boss's schema and a queue for every job, as the owner; the application role may then only use them.
 * Queues of jobs that exist no more are left alone, with what they hold.
 */
export async function migrateJobs<Deps>(ownerUrl: string, jobs: readonly RunnableJob<Deps>[]): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, schema: jobSchema, max: 2, supervise: false, schedule: false });
  boss.on('error', () => undefined);
  await boss.start();
  try {
    const existing = new Set((await boss.getQueues()).map((queue) => queue.name));
    for (const job of jobs) {
      const { limit, delaySeconds, maxDelaySeconds } = job.retry;
      const options = {
        notify: true,
        heartbeatSeconds,
        retryLimit: limit,
        retryDelay: delaySeconds,
        retryBackoff: true,
        retryDelayMax: maxDelaySeconds,
        expireInSeconds: 900,
        deleteAfterSeconds: 86_400,
      };
      if (existing.has(job.name)) await boss.updateQueue(job.name, options);
      else await boss.createQueue(job.name, options);
    }
  } finally {
    await boss.stop({ graceful: false, close: true });
  }
  const client = new pg.Client({ connectionString: ownerUrl });
  // A lost connection also fails the statement under way; unheard, the event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`grant usage on schema ${jobSchema} to ${applicationRole}`);
    await client.query(
      `grant select, insert, update, delete on all tables in schema ${jobSchema} to ${applicationRole}`,
    );
    await client.query(`grant execute on all functions in schema ${jobSchema} to ${applicationRole}`);
  } finally {
    await client.end();
  }
}
