import { ConflictError } from '../../../platform/errors/errors.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { actionOf, subjectOf } from '../deliveries/action-of.js';
import { requestDelivery } from '../deliveries/request-delivery.js';
import type { Delivery } from '../entities/delivery.js';
import { partnerConnector } from '../partners/partner-connector.js';
import type { IntegrationsServices } from '../services.js';
import { readSubject } from '../subjects/read-subject.js';

export interface RequestByHand {
  connector: string;
  action: string;
  subjectId: string;
  /** Default: ''. */
  variant?: string;
  /** As the action takes it. Default: nothing. */
  input?: unknown;
}

/**
 * Has a connector do something at a person's word. What is done once stays one delivery however often it is asked for;
 * one that failed or is blocked is tried again.
 * @throws NotFoundError when there is no such connector, action or subject, or no connection for the subject's company
 * @throws ConflictError for an action that only goes along with something else
 * @throws InvalidInputError when the action does not take the input
 */
export async function requestByHand(
  context: RequestContext<IntegrationsServices>,
  { connector: key, action: name, subjectId, variant = '', input = null }: RequestByHand,
): Promise<Delivery> {
  // Partners are sent what they subscribe to, and nothing else.
  const connectors = context.services.connectors.filter((one) => one.key !== partnerConnector);
  const { action } = actionOf(connectors, { connector: key, action: name });
  if (action.follows) {
    throw new ConflictError(`${name} goes by itself, whenever what ${action.follows} has sent is changed.`);
  }
  const subjectType = subjectOf(action);
  if (subjectType === 'signature') {
    throw new ConflictError(`${name} is asked for of a signature: see cancelSignature and remindSignature.`);
  }
  const { reference, companyId, interventionId } = await readSubject(context, subjectType, subjectId);
  return context.write((unit) =>
    requestDelivery(unit, connectors, {
      connector: key,
      action: name,
      subjectType,
      subjectId,
      subjectReference: reference,
      variant,
      input,
      companyId,
      interventionId,
      byHand: true,
    }),
  );
}
