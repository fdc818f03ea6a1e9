import type { z } from 'zod';

/** How often a job that throws is run again. Delays double from `delaySeconds`, with jitter, up to `maxDelaySeconds`. */
export interface JobRetry {
  limit: number;
  delaySeconds: number;
  maxDelaySeconds: number;
}

/** How a worker process takes jobs from a queue. */
export interface JobIntake {
  /** Loops, each running a batch at a time. */
  concurrency: number;
  /** Jobs a loop takes at once. */
  batchSize: number;
  /**
   * Jobs of one group at once: a group that is slow leaves the other places free. Wants batches of one, since a batch
   * is over when its last job is. Default: no groups.
   */
  perGroup?: number;
  /** How often work is looked for that nobody told of, in seconds; 0.5 at least. Default: as the queue says, 1. */
  pollSeconds?: number;
}

/** What a worker needs to know of a job. */
export interface RunnableJob<Deps> {
  name: string;
  retry: JobRetry;
  /** Five-field cron expression in UTC: the job also starts by itself, with an empty payload. */
  schedule?: string | undefined;
  intake: JobIntake;
  /** Parses the stored payload and runs. */
  handle(data: unknown, deps: Deps, signal: AbortSignal): Promise<void>;
  together?: RunTogether<unknown, Deps> | undefined;
}

/** How jobs that a worker took at once are done with less work than one by one. */
export interface RunTogether<Payload, Deps> {
  /** Those with the same key may be run together. */
  keyOf(payload: Payload): string;
  /** All or nothing: when it throws, each of them is run by itself. */
  run(payloads: readonly Payload[], deps: Deps, signal: AbortSignal): Promise<void>;
}

/** What a sender needs to know of a job. */
export interface SendableJob<Payload extends object> {
  name: string;
  payload: z.ZodType<Payload>;
}

export interface Job<Payload extends object, Deps> extends RunnableJob<Deps>, SendableJob<Payload> {}

export interface JobDefinition<Payload extends object, Deps> {
  name: string;
  payload: z.ZodType<Payload>;
  /** Default: for a week, a minute apart at most; what has a schedule, ten times over some minutes. */
  retry?: JobRetry;
  schedule?: string;
  /** Default: one loop of ten jobs. A loop asks the database for work each second: more are for jobs that wait for others. */
  intake?: JobIntake;
  /**
   * Must be safe to run twice for one job: a worker may die after the work and before saying so.
   * @param signal aborted when the job was given to another worker or the process drains
   */
  run(payload: Payload, deps: Deps, signal: AbortSignal): Promise<void>;
  /** Default: each by itself. */
  together?: RunTogether<Payload, Deps>;
}

/** Nobody asks for a job again: an outage, of whatever it needs, must not use its tries up. */
const patientRetry: JobRetry = { limit: 10_000, delaySeconds: 1, maxDelaySeconds: 60 };
/** What has a schedule comes again by itself. */
const scheduledRetry: JobRetry = { limit: 10, delaySeconds: 1, maxDelaySeconds: 60 };
const usualIntake: JobIntake = { concurrency: 1, batchSize: 10 };

export function defineJob<Payload extends object, Deps>(definition: JobDefinition<Payload, Deps>): Job<Payload, Deps> {
  const { name, payload, schedule, intake = usualIntake, run, together } = definition;
  const { retry = schedule ? scheduledRetry : patientRetry } = definition;
  const parse = (data: unknown) => payload.parse(data ?? {});
  return {
    name,
    payload,
    retry,
    schedule,
    intake,
    handle: (data, deps, signal) => run(parse(data), deps, signal),
    together: together && {
      keyOf: (data) => together.keyOf(parse(data)),
      run: (all, deps, signal) => together.run(all.map(parse), deps, signal),
    },
  };
}
