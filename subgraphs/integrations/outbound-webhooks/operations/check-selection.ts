import { LockMode } from '@mikro-orm/core';
import { runUnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { workerCaller } from '../../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../../services.js';
import { Webhook } from '../entities/webhook.js';
import { selectionFault, unfitReason } from '../payload.js';
import { disableWebhook } from './disable-webhook.js';

/** Disables a webhook whose selection the graph, as it is now, has no longer. */
export async function checkSelection(
  services: IntegrationsServices,
  organizationId: string,
  webhookId: string,
): Promise<void> {
  const asked = await services.database.read(organizationId, (em) => em.findOne(Webhook, { id: webhookId }));
  if (!asked?.active || asked.payloadSelection === null) return;
  const fault = await selectionFault(services, asked, asked.payloadSelection);
  if (fault === null) return;
  const identity = { caller: workerCaller(organizationId), requestId: `webhook-selection-${webhookId}` };
  await runUnitOfWork(services, identity, async (unit) => {
    const webhook = await unit.em.findOne(Webhook, { id: webhookId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    // Somebody may have given it another one meanwhile.
    if (webhook?.payloadSelection === asked.payloadSelection) await disableWebhook(unit, webhook, unfitReason(fault));
  });
}
