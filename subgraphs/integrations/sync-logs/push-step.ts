import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { requestFirsts } from '../deliveries/request-firsts.js';
import { resumeDelivery } from '../deliveries/resume-delivery.js';
import { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import type { IntegrationsServices } from '../services.js';
import { sharedTypes } from '../two-way/pull-changes.js';
import { pushFlows, readCandidates } from './candidates.js';
import { type SyncLog, SyncPhase, SyncType } from './sync-log.js';
import { identityOf, takeStep } from './take-step.js';

/** Between two pages that led to deliveries, in milliseconds. */
const pageEveryMs = 1_000;

/** What a run asks for lets everything else go first. */
const priorityOfRuns = -1;

/** Asks for the deliveries of one page of finished interventions; what is there or under way is left as it is. */
export async function pushStep(services: IntegrationsServices, log: SyncLog): Promise<void> {
  const { position: after, changedSince, connectionId } = log;
  const page = await readCandidates(services, identityOf(log), { after, changedSince });
  await takeStep(services, log, async (unit, locked) => {
    const connection = await unit.em.findOneOrFail(Connection, { id: connectionId });
    const connector = connectorOf(services.connectors, connection.connector);
    const wanted = page.candidates.flatMap((candidate) =>
      pushFlows(connector.key)
        .filter((flow) => flow.when(candidate))
        .map(({ action }) => ({
          connection,
          request: {
            connector: connector.key,
            action,
            subjectId: candidate.interventionId,
            subjectReference: candidate.reference,
            byHand: false,
            priority: priorityOfRuns,
          },
        })),
    );
    const asked = wanted.length > 0 ? await requestFirsts(unit, services.connectors, wanted) : [];
    const followed: string[] = [];
    for (const { delivery, isNew } of asked) {
      const canRepeat = connector.actions[delivery.action]?.reconcile != null;
      if (isNew || (await standsStill(unit, delivery, canRepeat))) followed.push(delivery.id);
    }
    await follow(unit, locked, followed);
    locked.recordsProcessed += wanted.length;
    if (page.next !== null) {
      return { phase: SyncPhase.PUSH, position: page.next, delayMs: followed.length > 0 ? pageEveryMs : 0 };
    }
    const asks = connector.status !== undefined || sharedTypes(connector).length > 0;
    const pulls = locked.type !== SyncType.PUSH && asks;
    return { phase: pulls ? SyncPhase.PULL : SyncPhase.SETTLE, position: null, delayMs: 0 };
  });
}

/**
 * Whether a delivery that was asked for before has come to nothing so far. One that was given up is taken up again,
 * where the vendor can be asked first whether it has it; others are for a person to look at.
 */
async function standsStill(unit: UnitOfWork, { id }: Delivery, canRepeat: boolean): Promise<boolean> {
  const options = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true };
  const delivery = await unit.em.findOneOrFail(Delivery, { id }, options);
  if (delivery.status === DeliveryStatus.BLOCKED) return delivery.waitsFor === 'dossier';
  if (delivery.status !== DeliveryStatus.FAILED) return false;
  if (canRepeat) {
    delivery.priority = priorityOfRuns;
    await resumeDelivery(unit, delivery);
  }
  return true;
}

/** Writes down whose outcome the run waits for. */
async function follow(unit: UnitOfWork, { id, organizationId }: SyncLog, deliveryIds: string[]): Promise<void> {
  if (deliveryIds.length === 0) return;
  await unit.em.flush();
  await unit.em.execute(
    `insert into integrations.sync_items (sync_log_id, organization_id, delivery_id)
     select ?::uuid, ?::uuid, x.id::uuid from jsonb_array_elements_text(?::jsonb) x (id) on conflict do nothing`,
    [id, organizationId, JSON.stringify(deliveryIds)],
  );
}
