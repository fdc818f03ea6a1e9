import type { z } from 'zod';

/** How often a job that throws is run again. Delays double from `delaySeconds`, with jitter, up to `maxDelaySeconds`. */
export interface JobRetry {
  limit: number;
  delaySeconds: number;
  maxDelaySeconds: number;
}

/** What a worker needs to know of a job. */
export interface RunnableJob<Deps> {
  name: string;
  retry: JobRetry;
  /** Five-field cron expression in UTC: the job also starts by itself, with an empty payload. */
  schedule?: string | undefined;
  /** Parses the stored payload and runs. */
  handle(data: unknown, deps: Deps, signal: AbortSignal): Promise<void>;
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
  /** Default: ten times over about half an hour. */
  retry?: JobRetry;
  schedule?: string;
  /**
   * Must be safe to run twice for one job: a worker may die after the work and before saying so.
   * @param signal aborted when the job was given to another worker or the process drains
   */
  run(payload: Payload, deps: Deps, signal: AbortSignal): Promise<void>;
}

const patientRetry: JobRetry = { limit: 10, delaySeconds: 1, maxDelaySeconds: 300 };

export function defineJob<Payload extends object, Deps>(definition: JobDefinition<Payload, Deps>): Job<Payload, Deps> {
  const { name, payload, retry = patientRetry, schedule, run } = definition;
  return {
    name,
    payload,
    retry,
    schedule,
    handle: (data, deps, signal) => run(payload.parse(data ?? {}), deps, signal),
  };
}
