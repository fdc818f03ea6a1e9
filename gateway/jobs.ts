import { type AuditTable, notAudited } from '../platform/audit/declarations.js';
import { pruneIdempotentCalls } from './rest/idempotency/prune-idempotent-calls.js';

/** The jobs that look after what the gateway remembers; workers run them beside those of the subgraphs. */
export const gatewayJobs = [pruneIdempotentCalls] as const;

/** What the audit log says of each. */
export const gatewayJobAudit = {
  'prune-idempotent-calls': notAudited('It forgets answers that are not said again any more.'),
} satisfies AuditTable['jobs'];
