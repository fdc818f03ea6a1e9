import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { SyncEvent } from '../entities/sync-event.js';
import { fanOutQueue } from '../outbound-webhooks/queues.js';

/** The channel that wakes the readers; its payload is the organization's id. */
export const syncEventChannel = 'passerelle_sync_events';

interface NewSyncEvent {
  type: string;
  message: string;
  connector?: string;
  deliveryId?: string;
  interventionId?: string;
}

/**
 * Appends to the organization's sync events. Call it last in a transaction: from here to the commit, every other
 * writer of the organization's events waits, which is what keeps the sequence gap-free and in commit order. Where the
 * organization has webhooks, a job is left for them and nothing more: whom it concerns is found out after the commit.
 */
export async function appendSyncEvent(unit: UnitOfWork, event: NewSyncEvent): Promise<void> {
  const { em, caller } = unit;
  await em.flush();
  const [position] = await em.execute<{ last_sequence: string; has_webhooks: boolean }[]>(
    `insert into integrations.sync_positions as p (organization_id, last_sequence) values (?, 1)
     on conflict (organization_id) do update set last_sequence = p.last_sequence + 1
     returning last_sequence, pg_notify(?, ?),
       exists (select 1 from integrations.webhooks w where w.organization_id = p.organization_id and w.active) as has_webhooks`,
    [caller.organizationId, syncEventChannel, caller.organizationId],
  );
  if (!position) throw new Error('the position of the sync events was not returned');
  await em.insert(SyncEvent, {
    organizationId: caller.organizationId,
    sequence: position.last_sequence,
    occurredAt: unit.now(),
    type: event.type,
    message: event.message,
    connector: event.connector ?? null,
    deliveryId: event.deliveryId ?? null,
    interventionId: event.interventionId ?? null,
  });
  if (!position.has_webhooks) return;
  await unit.enqueue(fanOutQueue, { organizationId: caller.organizationId, sequence: position.last_sequence });
}
