import type { EntityManager } from '../../../platform/database/database.js';
import { redact } from '../../../platform/http/redact.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Delivery } from '../entities/delivery.js';

// Attempts are cut to size and pruned, so what a vendor accepted last is kept apart: whole, redacted as a preview is,
// one of each action, subject and variant on a connection, for as long as attempts are.

/** Keeps what the vendor has just accepted. */
export async function keepAccepted({ em, now }: UnitOfWork, delivery: Delivery, payload: unknown): Promise<void> {
  const { id, organizationId, connection, action, subjectId, variant } = delivery;
  await em.execute(
    `insert into integrations.accepted_payloads 
       (connection_id, action, subject_id, variant, organization_id, delivery_id, payload, accepted_at)
     values (?, ?, ?, ?, ?, ?, ?::jsonb, ?)
     on conflict (connection_id, action, subject_id, variant)
     do update set delivery_id = excluded.delivery_id, payload = excluded.payload, accepted_at = excluded.accepted_at`,
    [connection.id, action, subjectId, variant, organizationId, id, JSON.stringify(redact(payload)), now()],
  );
}

export interface AcceptedPayload {
  payload: unknown;
  at: Date;
}

/** What the vendor accepted last; `null` when it never did, or an earlier attempt of which nobody heard did it. */
export async function lastAccepted(
  em: EntityManager,
  {
    connectionId,
    action,
    subjectId,
    variant,
  }: { connectionId: string; action: string; subjectId: string; variant: string },
): Promise<AcceptedPayload | null> {
  const [row] = await em.execute<{ payload: unknown; accepted_at: Date | string }[]>(
    `select payload, accepted_at from integrations.accepted_payloads
     where connection_id = ? and action = ? and subject_id = ? and variant = ?`,
    [connectionId, action, subjectId, variant],
  );
  return row ? { payload: row.payload, at: new Date(row.accepted_at) } : null;
}
