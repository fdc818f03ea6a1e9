import { z } from 'zod';
import { runUnitOfWork, type UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { requestFirsts } from '../deliveries/request-firsts.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../services.js';
import { authorisedPartners } from './authorised-partners.js';
import { candidatesOf } from './dossier-facts.js';
import { partnersFor } from './partners-for.js';
import { openCircuitOf, troubledCircuits } from './troubled.js';

/** Where a dossier waits that may be for partners which fail or take their time. */
export const serveTroubledQueue = {
  name: 'serve-troubled-partners',
  payload: z.object({ organizationId: z.uuid(), action: z.string(), subjectId: z.uuid() }),
};
export type ForTroubled = z.infer<typeof serveTroubledQueue.payload>;

/** They are served this often, in milliseconds: what has come meanwhile is made at once, and seldom beside the others'. */
const everyMs = 5_000;

export function leaveToTroubled(unit: UnitOfWork, dossier: ForTroubled): Promise<void> {
  const startAfter = new Date(Math.ceil(unit.now().getTime() / everyMs) * everyMs);
  return unit.enqueue(serveTroubledQueue, dossier, { startAfter });
}

/** Makes the deliveries that are missing of some dossiers, at most twenty of one organization. */
export async function serveTroubled(services: IntegrationsServices, dossiers: readonly ForTroubled[]): Promise<void> {
  const [first] = dossiers;
  if (!first) return;
  const caller = workerCaller(first.organizationId);
  const ids = [...new Set(dossiers.map(({ subjectId }) => subjectId))];
  const candidates = new Map((await candidatesOf(services, caller, ids)).map((one) => [one.id, one]));
  await runUnitOfWork(services, { caller, requestId: `partners-${first.subjectId}` }, async (unit) => {
    const partners = await authorisedPartners(unit);
    const troubled = await troubledCircuits(unit.em, partners, unit.now());
    const wanted = dossiers.flatMap(({ action, subjectId }) => {
      const dossier = candidates.get(subjectId);
      if (!dossier) return [];
      return partnersFor(partners, dossier, action).map((first) => ({
        ...first,
        wait: openCircuitOf(troubled.get(first.connection.id), unit.now()),
      }));
    });
    if (wanted.length > 0) await requestFirsts(unit, services.connectors, wanted);
  });
}
