import type { EntityManager } from '../database/database.js';
import type { SendableJob } from './job.js';

/**
 * Takes away what a queue still holds of an organization's jobs that are over: their payloads and errors, which are
 * otherwise kept for a day.
 * @returns how many there were
 */
export async function forgetFinishedJobs<Payload extends { organizationId: string }>(
  em: EntityManager,
  { name }: SendableJob<Payload>,
  organizationId: string,
): Promise<number> {
  const gone = await em.execute<unknown[]>(
    `delete from jobs.job where name = ? and state in ('completed', 'cancelled', 'failed')
       and data ->> 'organizationId' = ? returning id`,
    [name, organizationId],
  );
  return gone.length;
}
