import type { HashedEntry } from './read-entries.js';

/** An entry as one line of an export: JSON with every field that its hash is made of, and the hash. No line end. */
export const exportLine = ({ details, sequence, ...entry }: HashedEntry): string =>
  JSON.stringify({ sequence: String(sequence), ...entry, details: JSON.parse(details) as unknown });
