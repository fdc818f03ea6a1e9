import { z } from 'zod';
import { runUnitOfWork, type UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { requestFirsts } from '../deliveries/request-firsts.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import { Connection } from '../entities/connection.js';
import type { IntegrationsServices } from '../services.js';
import { candidateOf } from './dossier-facts.js';
import { partnerConnector } from './partner-connector.js';
import { leaveToTroubled } from './serve-troubled.js';
import { matches } from './subscription.js';
import { troubledCircuits } from './troubled.js';

/** Where a dossier waits for the partners to be found that get it. */
export const askPartnersQueue = {
  name: 'ask-partners',
  payload: z.object({ organizationId: z.uuid(), action: z.string(), subjectId: z.uuid() }),
};

const authorised = { connector: partnerConnector, authorised: true };

/** Has the partners found that a dossier is for, where the organization has partners: who they are depends on what is in it. */
export async function askPartners(
  unit: UnitOfWork,
  { action, subjectId }: { action: string; subjectId: string },
): Promise<void> {
  if ((await unit.em.count(Connection, authorised)) === 0) return;
  const { organizationId } = unit.caller;
  await unit.enqueue(askPartnersQueue, { organizationId, action, subjectId });
}

/**
 * Makes one delivery for each partner that is authorised and whose subscription matches; run again, the same ones. Those
 * that fail or take their time get theirs some seconds later, so that the others' do not wait beside them.
 */
export async function fanOutToPartners(
  services: IntegrationsServices,
  { organizationId, action, subjectId }: z.infer<typeof askPartnersQueue.payload>,
): Promise<void> {
  const caller = workerCaller(organizationId);
  const dossier = await candidateOf(services, caller, subjectId);
  if (!dossier) return;
  const identity = { caller, requestId: `partners-${subjectId}` };
  const { reference: subjectReference } = dossier;
  const troubled = await runUnitOfWork(services, identity, async (unit) => {
    const partners = await unit.em.find(Connection, authorised, { orderBy: { createdAt: 'asc', id: 'asc' } });
    const matching = partners.filter(({ subscription }) => subscription && matches(subscription, dossier));
    const circuits = await troubledCircuits(unit.em, matching, unit.now());
    const request = { connector: partnerConnector, action, subjectId, subjectReference, byHand: false };
    const wanted = matching.filter(({ id }) => !circuits.has(id)).map((connection) => ({ connection, request }));
    if (wanted.length > 0) await requestFirsts(unit, services.connectors, wanted);
    return [...circuits.keys()];
  });
  if (troubled.length === 0) return;
  // On its own: the others are on their way by now.
  const later = { organizationId, action, subjectId, subjectReference, partnerIds: troubled };
  await runUnitOfWork(services, identity, (unit) => leaveToTroubled(unit, later));
}
