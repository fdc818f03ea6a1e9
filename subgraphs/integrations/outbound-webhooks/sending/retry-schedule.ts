const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The waits between the attempts: eight attempts over about 28 hours. */
export const retryWaitsMs = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour] as const;

const jitter = 0.2;

/**
 * How long to wait after a failure, in milliseconds, ± 20 %; `null` when that was the last attempt.
 *
 * @param failures how many attempts have failed, this one included; from 1
 * @param random between 0 and 1
 */
export function retryWaitMs(failures: number, random = Math.random()): number | null {
  const wait = retryWaitsMs[failures - 1];
  return wait === undefined ? null : Math.round(wait * (1 + jitter * (2 * random - 1)));
}

/** A webhook that has failed for so long, and not succeeded once, is disabled. */
export const disabledAfterMs = 5 * 24 * hour;
