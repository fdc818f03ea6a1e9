import { NotFoundError } from '../../../platform/errors/errors.js';

/** What an edge to a vendor says of why it could not be asked. */
interface Edge {
  error?: { code: string; message: string } | null;
}

/** What is said where there is nothing to ask, and no vendor is to blame. */
const nothingThere = new Set(['NOT_FOUND', 'INVALID_INPUT']);

/**
 * The answer of an edge to a vendor: with what it said, or with why it could not be asked.
 * @throws NotFoundError when it has no such thing, or there is no connection to it
 */
export function found<Answer extends Edge & Readonly<Record<string, unknown>>>(answer: Answer, what: unknown): Answer {
  if (what || (answer.error && !nothingThere.has(answer.error.code))) return answer;
  throw new NotFoundError(answer.error?.message ?? 'The vendor has no such thing.');
}
