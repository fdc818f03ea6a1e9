import type { JobResult, Job as QueuedJob } from 'pg-boss';
import type { Logger } from '../telemetry/logger.js';
import type { RunnableJob } from './job.js';

interface BatchContext {
  logger: Logger;
  draining: AbortSignal;
}

/** Runs the jobs of one batch side by side; each succeeds or fails by itself. */
export function runBatch<Deps>(
  job: RunnableJob<Deps>,
  batch: readonly QueuedJob[],
  deps: Deps,
  context: BatchContext,
): Promise<JobResult[]> {
  return Promise.all(batch.map((queued) => runOne(job, queued, deps, context)));
}

async function runOne<Deps>(
  job: RunnableJob<Deps>,
  queued: QueuedJob,
  deps: Deps,
  { logger, draining }: BatchContext,
): Promise<JobResult> {
  try {
    await job.handle(queued.data, deps, AbortSignal.any([queued.signal, draining]));
    return { id: queued.id, status: 'completed' };
  } catch (error) {
    logger.error({ err: error, job: job.name, jobId: queued.id, run: queued.retryCount + 1 }, 'job failed');
    return { id: queued.id, status: 'failed', output: { message: error instanceof Error ? error.message : 'unknown' } };
  }
}
