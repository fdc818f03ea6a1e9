import { z } from 'zod';
import { runUnitOfWork, type UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { requestFirsts } from '../deliveries/request-firsts.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../services.js';
import { authorisedPartners } from './authorised-partners.js';
import { candidateOf } from './dossier-facts.js';
import { partnersFor } from './partners-for.js';
import { leaveToTroubled } from './serve-troubled.js';
import { troubledCircuits } from './troubled.js';

/** Where a dossier waits for the partners to be found that get it. */
export const askPartnersQueue = {
  name: 'ask-partners',
  payload: z.object({
    organizationId: z.uuid(),
    action: z.string(),
    subjectId: z.uuid(),
    /** It is left to those in trouble already. */
    isLeft: z.boolean().default(false),
  }),
};

/** Has the partners found that a dossier is for, where the organization has partners: who they are depends on what is in it. */
export async function askPartners(
  unit: UnitOfWork,
  { action, subjectId }: { action: string; subjectId: string },
): Promise<void> {
  const partners = await authorisedPartners(unit);
  if (partners.length === 0) return;
  const dossier = { organizationId: unit.caller.organizationId, action, subjectId };
  const isLeft = (await troubledCircuits(unit.em, partners, unit.now())).size > 0;
  await unit.enqueue(askPartnersQueue, { ...dossier, isLeft });
  if (isLeft) await leaveToTroubled(unit, dossier);
}

/**
 * Makes one delivery for each partner that is authorised and whose subscription matches; run again, the same ones. Those
 * that fail or take their time get theirs some seconds later, so that the others' do not wait beside them.
 */
export async function fanOutToPartners(
  services: IntegrationsServices,
  { organizationId, action, subjectId, isLeft }: z.infer<typeof askPartnersQueue.payload>,
): Promise<void> {
  const caller = workerCaller(organizationId);
  const dossier = await candidateOf(services, caller, subjectId);
  if (!dossier) return;
  await runUnitOfWork(services, { caller, requestId: `partners-${subjectId}` }, async (unit) => {
    const partners = await authorisedPartners(unit);
    const matching = partnersFor(partners, dossier, action);
    const connections = matching.map(({ connection }) => connection);
    const troubled = await troubledCircuits(unit.em, connections, unit.now());
    const wanted = matching.filter(({ connection }) => !troubled.has(connection.id));
    if (wanted.length > 0) await requestFirsts(unit, services.connectors, wanted);
    if (troubled.size > 0 && !isLeft) await leaveToTroubled(unit, { organizationId, action, subjectId });
  });
}
