import { setTimeout } from 'node:timers/promises';

/** Long for what nobody is told of, and shorter than a test's own patience. */
const patienceMs = 30_000;

/** Between two looks, in milliseconds: without it they would take the time of what they look for. */
const pauseMs = 15;

/**
 * Asks again until there is an answer: for what tells nobody that it has happened.
 * @param ask answers `undefined`, `null` or `false` while it has not
 * @param what it is, for the error
 * @throws when it does not happen in time
 */
export async function eventually<T>(
  ask: () => Promise<T | undefined | null | false>,
  what: string,
  withinMs = patienceMs,
): Promise<T> {
  for (const deadline = performance.now() + withinMs; ; await setTimeout(pauseMs)) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
  }
}
