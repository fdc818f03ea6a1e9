import type { DeliveryRequest } from '../deliveries/delivery-request.js';
import type { Connection } from '../entities/connection.js';
import type { Candidate } from './dossier-facts.js';
import { partnerConnector } from './partner-connector.js';
import { matches } from './subscription.js';

/** Which of the partners subscribe to such a dossier, and what is asked for of each. */
export function partnersFor(
  partners: readonly Connection[],
  dossier: Candidate,
  action: string,
): { connection: Connection; request: DeliveryRequest }[] {
  const { id: subjectId, reference: subjectReference } = dossier;
  const request = { connector: partnerConnector, action, subjectId, subjectReference, byHand: false };
  return partners
    .filter(({ subscription }) => subscription && matches(subscription, dossier))
    .map((connection) => ({ connection, request }));
}
