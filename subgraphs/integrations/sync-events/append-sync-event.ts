import type { SubjectType } from '../../../platform/connectors/connector.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { fanOutQueue } from '../outbound-webhooks/queues.js';

/** The channel that wakes the readers; its payload is the organization's id. */
export const syncEventChannel = 'passerelle_sync_events';

export interface NewSyncEvent {
  type: string;
  message: string;
  connector?: string;
  deliveryId?: string;
  /** What it is about. Default: the intervention, where there is one. */
  subjectType?: SubjectType;
  subjectId?: string;
  /** Also of what is about something else, where the intervention behind it is known. */
  interventionId?: string | null;
}

/**
 * Appends to the organization's sync events, without waiting for anybody: readers number them after the commit. Where
 * the organization has webhooks, a job is left for them and nothing more: whom it concerns is found out then.
 */
export async function appendSyncEvent(unit: UnitOfWork, event: NewSyncEvent): Promise<void> {
  const { organizationId } = unit.caller;
  const { interventionId = null } = event;
  const subjectId = event.subjectId ?? interventionId;
  const subjectType = event.subjectType ?? (subjectId === null ? null : 'intervention');
  const [appended] = await unit.em.execute<{ id: string; has_webhooks: boolean }[]>(
    `insert into integrations.sync_events as e
       (organization_id, occurred_at, type, message, connector, delivery_id, subject_type, subject_id, intervention_id)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     returning e.id::text, pg_notify(?, ?),
       exists (select from integrations.webhooks w where w.organization_id = e.organization_id and w.active) as has_webhooks`,
    [
      organizationId,
      unit.now(),
      event.type,
      event.message,
      event.connector ?? null,
      event.deliveryId ?? null,
      subjectType,
      subjectId,
      interventionId,
      syncEventChannel,
      organizationId,
    ],
  );
  if (!appended) throw new Error('the sync event was not returned');
  if (appended.has_webhooks) await unit.enqueue(fanOutQueue, { organizationId, eventId: appended.id });
}
