/** Retries after the first attempt, and no more (requirements 002: "maximum of 5 retries"). */
export const maxRetries = 5;

const factor = 3;
const jitter = 0.2;

/**
 * How long to wait after a failure, in milliseconds: `baseMs`, then three times as long each time, ± 20 %, and never
 * less than the vendor asked for.
 *
 * @param failures how many attempts have failed, this one included; from 1
 * @param random between 0 and 1
 */
export function retryDelayMs(failures: number, baseMs: number, retryAfterMs = 0, random = Math.random()): number {
  const wait = baseMs * factor ** (failures - 1);
  return Math.max(Math.round(wait * (1 + jitter * (2 * random - 1))), retryAfterMs);
}
