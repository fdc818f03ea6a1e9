import type { JobResult, Job as QueuedJob } from 'pg-boss';
import type { Logger } from '../telemetry/logger.js';
import type { RunnableJob } from './job.js';

interface BatchContext {
  logger: Logger;
  draining: AbortSignal;
}

/** Runs the jobs of one batch side by side, or together where they can be; each succeeds or fails by itself. */
export async function runBatch<Deps>(
  job: RunnableJob<Deps>,
  batch: readonly QueuedJob[],
  deps: Deps,
  context: BatchContext,
): Promise<JobResult[]> {
  const { together } = job;
  const groups = together ? Map.groupBy(batch, ({ data }) => keyOf(together.keyOf, data)) : new Map([[null, batch]]);
  const results = await Promise.all(
    [...groups].map(([key, group]) =>
      key === null ? runEach(job, group, deps, context) : runAll(job, group, deps, context),
    ),
  );
  return results.flat();
}

/** A payload that cannot be read fails in its own run, not in that of the others. */
function keyOf(of: (data: unknown) => string, data: unknown): string | null {
  try {
    return of(data);
  } catch {
    return null;
  }
}

function runEach<Deps>(job: RunnableJob<Deps>, group: readonly QueuedJob[], deps: Deps, context: BatchContext) {
  return Promise.all(group.map((queued) => runOne(job, queued, deps, context)));
}

async function runAll<Deps>(
  job: RunnableJob<Deps>,
  group: readonly QueuedJob[],
  deps: Deps,
  context: BatchContext,
): Promise<JobResult[]> {
  const { logger, draining } = context;
  if (!job.together || group.length < 2) return runEach(job, group, deps, context);
  try {
    const signal = AbortSignal.any([draining, ...group.map((queued) => queued.signal)]);
    await job.together.run(
      group.map(({ data }) => data),
      deps,
      signal,
    );
    return group.map(({ id }) => ({ id, status: 'completed' }));
  } catch (error) {
    logger.debug({ err: error, job: job.name, jobs: group.length }, 'jobs that failed together are run one by one');
    return runEach(job, group, deps, context);
  }
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
