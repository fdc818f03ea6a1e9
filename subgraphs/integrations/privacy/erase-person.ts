import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { UnavailableError } from '../../../platform/errors/errors.js';
import { domainEventQueue } from '../../../platform/events/domain-event-queue.js';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import { removeFilesOf } from '../../../platform/files/remove-files.js';
import { forgetFinishedJobs } from '../../../platform/jobs/forget-finished.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { moveDelivery } from '../deliveries/move-delivery.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus, deliveryTransitions } from '../entities/delivery-status.js';
import { forgetRecords } from './forget-records.js';
import { recipientsOf } from './recipients.js';
import { messagesOf, type Traces, tracesOfPerson } from './traces-of-person.js';

/**
 * Takes a person's data out of what went to vendors and came from them, and takes back what has not gone yet.
 * @throws UnavailableError while something about them is on its way: the job comes back, and finds it settled
 */
export async function erasePerson(
  unit: UnitOfWork,
  { erasureId, subjectIds, emailDigest }: DomainEventData<'person.documents-erased'>,
): Promise<void> {
  const { em } = unit;
  const deliveries = await em.find(
    Delivery,
    { subjectId: { $in: subjectIds } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  const traces = await tracesOfPerson(em, { subjectIds, emailDigest });
  const isSending = deliveries.some(({ status }) => status === DeliveryStatus.SENDING);
  if (isSending || (await isUnderWay(em, traces))) {
    throw new UnavailableError('Something about the person is on its way: their data are erased once it has settled.');
  }
  const recipients = await recipientsOf(em, traces);
  const open = deliveries.filter(({ status }) => deliveryTransitions[status].includes(DeliveryStatus.CANCELLED));
  for (const delivery of open) {
    const message = `${delivery.subjectReference} was erased, and is not to go to ${delivery.connector} any more`;
    await moveDelivery(unit, delivery, DeliveryStatus.CANCELLED, message, { leaseId: null, leaseUntil: null });
  }
  await em.flush();
  const files = await removeFilesOf(unit, 'signature', traces.signatureIds);
  const records = await forgetRecords(unit, traces);
  await forgetFinishedJobs(em, domainEventQueue('integrations'), unit.caller.organizationId);
  const count = deliveries.length;
  await unit.emit('person.erased', {
    erasureId,
    part: {
      subgraph: 'integrations',
      erased: [
        { what: 'deliveries that had not gone, taken back', count: open.length },
        ...records,
        { what: 'files of signatures: signed documents, audit trails', count: files },
      ],
      kept: [
        {
          what: 'deliveries: status, reference, what the vendor calls them; attempts: when, how they ended',
          count,
          reason: 'They tell whom to ask for the data that were sent, and of no person.',
          until: null,
        },
      ],
      recipients,
    },
  });
}

async function isUnderWay(em: EntityManager, { inboundWebhooks, syncEvents }: Traces): Promise<boolean> {
  const [row] = await em.execute<unknown[]>(
    `select from integrations.inbound_webhooks where id = any(?::uuid[]) and outcome = 'RECEIVED'
     union all select from integrations.webhook_messages where status = 'SENDING' and id in (${messagesOf}) limit 1`,
    [inboundWebhooks, syncEvents],
  );
  return row !== undefined;
}
