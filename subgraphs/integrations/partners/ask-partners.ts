import { z } from 'zod';
import { runUnitOfWork, type UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { requestFirsts } from '../deliveries/request-firsts.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import { Connection } from '../entities/connection.js';
import type { IntegrationsServices } from '../services.js';
import { candidateOf } from './dossier-facts.js';
import { partnerConnector } from './partner-connector.js';
import { matches } from './subscription.js';

/** Where a dossier waits for the partners to be found that get it. */
export const askPartnersQueue = {
  name: 'ask-partners',
  payload: z.object({ organizationId: z.uuid(), action: z.string(), subjectId: z.uuid() }),
};

const authorised = { connector: partnerConnector, authorised: true };

/** Has the partners found that a dossier is for, where the organization has any: who they are depends on what is in it. */
export async function askPartners(
  unit: UnitOfWork,
  { action, subjectId }: { action: string; subjectId: string },
): Promise<void> {
  if ((await unit.em.count(Connection, authorised)) === 0) return;
  await unit.enqueue(askPartnersQueue, { organizationId: unit.caller.organizationId, action, subjectId });
}

/** Makes one delivery for each partner that is authorised and whose subscription matches; run again, the same ones. */
export async function fanOutToPartners(
  services: IntegrationsServices,
  { organizationId, action, subjectId }: z.infer<typeof askPartnersQueue.payload>,
): Promise<void> {
  const caller = workerCaller(organizationId);
  const dossier = await candidateOf(services, caller, subjectId);
  if (!dossier) return;
  await runUnitOfWork(services, { caller, requestId: `partners-${subjectId}` }, async (unit) => {
    const partners = await unit.em.find(Connection, authorised, { orderBy: { createdAt: 'asc', id: 'asc' } });
    const wanted = partners
      .filter(({ subscription }) => subscription && matches(subscription, dossier))
      .map((connection) => ({
        connection,
        request: {
          connector: partnerConnector,
          action,
          subjectId,
          subjectReference: dossier.reference,
          byHand: false,
        },
      }));
    if (wanted.length > 0) await requestFirsts(unit, services.connectors, wanted);
  });
}
