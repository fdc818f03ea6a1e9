import type { EntityManager } from '@mikro-orm/postgresql';
import type { Kysely } from 'kysely';
import { fromKysely, PgBoss, type Job as QueuedJob } from 'pg-boss';
import { applicationSession } from '../database/roles.js';
import { isOutage } from '../errors/database-unavailable.js';
import { UnavailableError } from '../errors/errors.js';
import type { Logger } from '../telemetry/logger.js';
import type { RunnableJob, SendableJob } from './job.js';
import { jobSchema } from './queues.js';
import { runBatch } from './run-batch.js';
import { wakeWhenDue } from './wake-when-due.js';

export interface SendOptions {
  /** Not before this moment. Default now. */
  startAfter?: Date;
  /** Higher goes first. Default 0. */
  priority?: number;
  /** Whose job it is, where the job's intake has a limit for each group. */
  group?: string;
}

export interface QueueDepth {
  queue: string;
  /** Jobs that a worker could take up now. */
  ready: number;
  /** Jobs that are not due yet. */
  deferred: number;
  active: number;
}

export interface JobQueue {
  /**
   * Enqueues inside the entity manager's transaction: the job exists when and only when the transaction commits.
   * @throws when `em` has no transaction, and whatever the database says; never swallow it
   */
  send<Payload extends object>(
    em: EntityManager,
    job: SendableJob<Payload>,
    payload: Payload,
    options?: SendOptions,
  ): Promise<void>;
  /** What each queue holds, as counted within the last few seconds. */
  depths(): Promise<QueueDepth[]>;
  /** Starts running jobs here. Schedules of the jobs are set too. */
  work<Deps>(jobs: readonly RunnableJob<Deps>[], deps: Deps): Promise<void>;
  /** Lets running jobs finish for `graceMs`, then aborts their signals. */
  stop(graceMs: number): Promise<void>;
}

/** pg-boss 12 over the hub's database; the queues themselves are made by `migrateJobs`. */
export async function startJobQueue(options: {
  url: string;
  logger: Logger;
  supervise?: boolean;
  /** How often work is looked for that nobody told of, in seconds. Default 1. */
  pollSeconds?: number;
  /** Told when the database does not answer; by default that is logged like any other error. */
  onOutage?: (error: unknown) => void;
}): Promise<JobQueue> {
  const { logger, pollSeconds = 1 } = options;
  const boss = new PgBoss({
    connectionString: options.url,
    schema: jobSchema,
    options: applicationSession,
    application_name: 'passerelle-jobs',
    max: 10,
    migrate: false,
    createSchema: false,
    useListenNotify: true,
    supervise: options.supervise ?? true,
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
    maintenanceIntervalSeconds: 60,
    reindex: false,
    monitorVacuum: false,
  });
  boss.on('error', (error) => {
    if (options.onOutage && isOutage(error)) options.onOutage(error);
    else logger.warn({ err: error }, 'job queue error');
  });
  boss.on('warning', (warning) => logger.debug({ warning }, 'job queue warning'));
  await boss.start().catch((cause: unknown) => {
    if (!(cause instanceof Error && /not installed|requires migration/i.test(cause.message))) throw cause;
    throw new UnavailableError('The database is not ready for this version: run `hub migrate`.', { cause });
  });
  const draining = new AbortController();
  /** What runs the jobs of each queue here. */
  const workerIds = new Map<string, string[]>();
  const timers = wakeWhenDue((name) => {
    for (const id of workerIds.get(name) ?? []) boss.notifyWorker(id);
  });

  async function startLoops<Deps>(job: RunnableJob<Deps>, deps: Deps, loops: number): Promise<void> {
    const { batchSize, perGroup, pollSeconds: ownPoll = pollSeconds } = job.intake;
    const workerId: string = await boss.work(
      job.name,
      {
        localConcurrency: loops,
        batchSize,
        ...(perGroup && { localGroupConcurrency: perGroup }),
        burstWhenBatchFull: true,
        perJobResults: true,
        pollingIntervalSeconds: ownPoll,
        notifyPollingIntervalSeconds: ownPoll,
      } as const,
      async (batch: QueuedJob[]) => {
        const results = await runBatch(job, batch, deps, { logger, draining: draining.signal });
        // A batch of one is never taken for a full one: what waits behind it would wait for the next poll.
        if (batchSize === 1) boss.notifyWorker(workerId);
        return results;
      },
    );
    workerIds.set(job.name, [...(workerIds.get(job.name) ?? []), workerId]);
  }

  return {
    async depths() {
      const queues = await boss.getQueues();
      return queues.map(({ name, readyCount, deferredCount, activeCount }) => ({
        queue: name,
        ready: readyCount,
        deferred: deferredCount,
        active: activeCount,
      }));
    },
    async send(em, job, payload, { startAfter, priority = 0, group } = {}) {
      const transaction = em.getTransactionContext<Kysely<object>>();
      if (!transaction) throw new Error(`job ${job.name} was sent outside a transaction`);
      const id = await boss.send(job.name, payload, {
        db: fromKysely(transaction),
        priority,
        ...(startAfter && { startAfter }),
        ...(group !== undefined && { group: { id: group } }),
      });
      if (id === null) throw new UnavailableError(`The job ${job.name} was not taken by the queue.`);
      if (startAfter && workerIds.has(job.name)) timers.at(job.name, startAfter);
    },
    async work(jobs, deps) {
      for (const job of jobs) {
        if (job.schedule) await boss.schedule(job.name, job.schedule, {}, { tz: 'UTC', missed: 'once' });
        const { concurrency, perGroup = concurrency } = job.intake;
        // As many loops together as one group may take: pg-boss wakes the first of those by itself.
        for (let loops = 0; loops < concurrency; loops += perGroup) await startLoops(job, deps, perGroup);
      }
    },
    async stop(graceMs) {
      timers.stop();
      const timer = setTimeout(() => draining.abort(), graceMs);
      await boss.stop({ graceful: true, timeout: graceMs + 5_000, close: true }).finally(() => clearTimeout(timer));
    },
  };
}
