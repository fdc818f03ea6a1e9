import type { Refusal } from '../kit/refusal.js';

/** The server's error bodies: the fields of a 422, no more than a message for most, an empty list with a 403. */
export function errorBody({ status, message, details }: Refusal) {
  if (status === 404) return { message: 'Route does not exist' };
  if (status === 403) return { message, errors: {} };
  if (status !== 422) return { message };
  const errors: Record<string, string[]> = {};
  for (const { field, message: problem } of details) errors[field] = [...(errors[field] ?? []), problem];
  return { message, errors };
}
