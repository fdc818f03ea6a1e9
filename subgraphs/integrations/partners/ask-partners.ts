import { z } from 'zod';
import { runUnitOfWork, type UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { requestFirsts } from '../deliveries/request-firsts.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import { Connection } from '../entities/connection.js';
import type { IntegrationsServices } from '../services.js';
import { candidateOf } from './dossier-facts.js';
import { partnerConnector } from './partner-connector.js';
import { matches } from './subscription.js';
import { openCircuitOf, troubledCircuits } from './troubled.js';

/** Where a dossier waits for the partners to be found that get it. */
export const askPartnersQueue = {
  name: 'ask-partners',
  payload: z.object({
    organizationId: z.uuid(),
    action: z.string(),
    subjectId: z.uuid(),
    /** The second time: those in trouble too. */
    all: z.boolean().default(false),
  }),
};

/** How long those in trouble wait for what is for the others to be on its way, in milliseconds. */
const yieldMs = 1_000;

const authorised = { connector: partnerConnector, authorised: true };

/** Has the partners found that a dossier is for, where the organization has partners: who they are depends on what is in it. */
export async function askPartners(
  unit: UnitOfWork,
  { action, subjectId }: { action: string; subjectId: string },
): Promise<void> {
  if ((await unit.em.count(Connection, authorised)) === 0) return;
  const { organizationId } = unit.caller;
  await unit.enqueue(askPartnersQueue, { organizationId, action, subjectId, all: false });
}

/**
 * Makes one delivery for each partner that is authorised and whose subscription matches; run again, the same ones. Those
 * that fail or take their time get theirs a moment later, so that the others' do not wait beside them.
 */
export async function fanOutToPartners(
  services: IntegrationsServices,
  { organizationId, action, subjectId, all }: z.infer<typeof askPartnersQueue.payload>,
): Promise<void> {
  const caller = workerCaller(organizationId);
  const dossier = await candidateOf(services, caller, subjectId);
  if (!dossier) return;
  await runUnitOfWork(services, { caller, requestId: `partners-${subjectId}` }, async (unit) => {
    const partners = await unit.em.find(Connection, authorised, { orderBy: { createdAt: 'asc', id: 'asc' } });
    const matching = partners.filter(({ subscription }) => subscription && matches(subscription, dossier));
    const troubled = await troubledCircuits(unit.em, matching, unit.now());
    const wanted = matching
      .filter(({ id }) => all || !troubled.has(id))
      .map((connection) => ({
        connection,
        wait: openCircuitOf(troubled.get(connection.id), unit.now()),
        request: {
          connector: partnerConnector,
          action,
          subjectId,
          subjectReference: dossier.reference,
          byHand: false,
        },
      }));
    if (wanted.length > 0) await requestFirsts(unit, services.connectors, wanted);
    if (wanted.length === matching.length) return;
    const startAfter = new Date(unit.now().getTime() + yieldMs);
    await unit.enqueue(askPartnersQueue, { organizationId, action, subjectId, all: true }, { startAfter });
  });
}
