import { createHmac } from 'node:crypto';
import { z } from 'zod';

export const auditOutcomes = ['DONE', 'REFUSED', 'FAILED'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** One line of the log as it is stored; `hash` binds all of it to the line before. */
export const storedEntry = z.object({
  sequence: z.coerce.bigint(),
  id: z.uuid(),
  occurred_at: z.coerce.date(),
  event: z.string(),
  outcome: z.enum(auditOutcomes),
  actor_kind: z.string(),
  actor_id: z.string(),
  actor_name: z.string(),
  address: z.string().nullable(),
  request_id: z.string(),
  subject_type: z.string().nullable(),
  subject_id: z.string().nullable(),
  /** JSON text, byte for byte as it was hashed. */
  details: z.string(),
});
export type StoredEntry = z.infer<typeof storedEntry>;

/** The hash before the first entry. */
export const firstHash = '';

/**
 * HMAC-SHA256 (base64url) over the hash before and every field, under the organization's audit key: who can write to
 * the database but has no master key can make no entry that fits, and none to replace one.
 */
export function entryHash(key: Buffer, organizationId: string, previous: string, entry: StoredEntry): string {
  const { sequence, occurred_at, ...rest } = entry;
  const fields = [
    organizationId,
    String(sequence),
    occurred_at.toISOString(),
    rest.id,
    rest.event,
    rest.outcome,
    rest.actor_kind,
    rest.actor_id,
    rest.actor_name,
    rest.address,
    rest.request_id,
    rest.subject_type,
    rest.subject_id,
    rest.details,
  ];
  return createHmac('sha256', key)
    .update(JSON.stringify([previous, ...fields]))
    .digest('base64url');
}

/** What a checkpoint says, signed the same way: at that moment the log was this long and ended so. */
export function checkpointSignature(
  key: Buffer,
  { organizationId, sequence, hash, at }: { organizationId: string; sequence: bigint; hash: string; at: Date },
): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['checkpoint', organizationId, String(sequence), hash, at.toISOString()]))
    .digest('base64url');
}
