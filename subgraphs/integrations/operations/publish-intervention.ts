import type { RequestContext } from '../../../platform/service/request-context.js';
import type { Delivery } from '../entities/delivery.js';
import type { IntegrationsServices } from '../services.js';
import { requestByHand } from './request-by-hand.js';

/**
 * Sends a dossier to Symphonics at a person's word. One that is on its way or there already stays as it is; one that
 * failed or is blocked is tried again. What is missing is said by the delivery, which then is BLOCKED.
 *
 * @throws NotFoundError when there is no such intervention, or no connection to Symphonics
 */
export const publishIntervention = (context: RequestContext<IntegrationsServices>, id: string): Promise<Delivery> =>
  requestByHand(context, { connector: 'symphonics', action: 'publish-intervention', subjectId: id });
