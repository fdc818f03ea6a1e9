import type { TestHub } from './hub.js';
import { storedRows } from './stored.js';

/** What no answer may show: stacks, files, addresses of subgraphs or of the database. */
export const inside =
  /\n\s+at |\.[jt]s:\d|node_modules|postgres|127\.0\.0\.1|localhost|:400[1-4]|select .* from|stacktrace/i;

/**
 * Runs a call that is to be refused, and expects that nothing is stored, enqueued or sent by it, and that its answer
 * shows nothing of the inside.
 */
export async function refused<T>(hub: TestHub, call: () => Promise<T>): Promise<T> {
  const [rows, requests] = [await storedRows(hub.database), hub.sandbox.requests().length];
  const answer = await call();
  expect(JSON.stringify(answer)).not.toMatch(inside);
  expect(await storedRows(hub.database)).toEqual(rows);
  expect(hub.sandbox.requests()).toHaveLength(requests);
  return answer;
}
