import { z } from 'zod';
import { runUnitOfWork, type UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { requestFirsts } from '../deliveries/request-firsts.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import { Connection } from '../entities/connection.js';
import type { IntegrationsServices } from '../services.js';
import { partnerConnector } from './partner-connector.js';
import { openCircuitOf, troubledCircuits } from './troubled.js';

/** Where a dossier waits that is for partners which fail or take their time. */
export const serveTroubledQueue = {
  name: 'serve-troubled-partners',
  payload: z.object({
    organizationId: z.uuid(),
    action: z.string(),
    subjectId: z.uuid(),
    subjectReference: z.string(),
    partnerIds: z.array(z.uuid()).min(1),
  }),
};
export type ForTroubled = z.infer<typeof serveTroubledQueue.payload>;

/** They are served this often, in milliseconds: what has come meanwhile is made at once, and seldom beside the others'. */
const everyMs = 5_000;

export function leaveToTroubled(unit: UnitOfWork, dossier: ForTroubled): Promise<void> {
  const startAfter = new Date(Math.ceil(unit.now().getTime() / everyMs) * everyMs);
  return unit.enqueue(serveTroubledQueue, dossier, { startAfter });
}

/** Makes the deliveries of some dossiers of one organization for those partners; run again, the same ones. */
export async function serveTroubled(services: IntegrationsServices, dossiers: readonly ForTroubled[]): Promise<void> {
  const [first] = dossiers;
  if (!first) return;
  const identity = { caller: workerCaller(first.organizationId), requestId: `partners-${first.subjectId}` };
  await runUnitOfWork(services, identity, async (unit) => {
    const ids = [...new Set(dossiers.flatMap(({ partnerIds }) => partnerIds))];
    const partners = await unit.em.find(Connection, {
      id: { $in: ids },
      connector: partnerConnector,
      authorised: true,
    });
    const troubled = await troubledCircuits(unit.em, partners, unit.now());
    const wanted = dossiers.flatMap(({ action, subjectId, subjectReference, partnerIds }) =>
      partners
        .filter(({ id }) => partnerIds.includes(id))
        .map((connection) => ({
          connection,
          wait: openCircuitOf(troubled.get(connection.id), unit.now()),
          request: { connector: partnerConnector, action, subjectId, subjectReference, byHand: false },
        })),
    );
    if (wanted.length > 0) await requestFirsts(unit, services.connectors, wanted);
  });
}
