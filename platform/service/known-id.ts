import { isUuid } from './is-uuid.js';

/** A condition on an id a client gave: one that cannot be ours finds nothing, where PostgreSQL would answer with an error. */
export const knownId = (id: string): string | { $in: string[] } => (isUuid(id) ? id : { $in: [] });
