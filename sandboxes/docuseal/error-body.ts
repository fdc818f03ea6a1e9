import type { Refusal } from '../kit/refusal.js';

/** The vendor's error format: one text. */
export function errorBody({ message, details }: Refusal) {
  const [first] = details;
  return { error: first ? `${first.field} ${first.message}` : message };
}
