import { ConflictError } from '../../../platform/errors/errors.js';
import { refuseViolations } from '../../../platform/errors/violations.js';
import { knownId } from '../../../platform/service/known-id.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import type { IntegrationsServices } from '../services.js';
import { type RequestByHand, requestByHand } from './request-by-hand.js';

interface Numbered extends Pick<RequestByHand, 'connector' | 'action' | 'subjectId'> {
  /** Which one; `null` for the one after those that were asked for, by schedule or by hand. */
  number: number | null;
  /** How many there are. */
  max: number;
  /** What the argument with the number is called. */
  field: string;
}

/**
 * Has one of several of the same action done: a reminder of a level.
 * @throws InvalidInputError when there is no such number
 * @throws ConflictError when the last one was asked for already
 * @throws NotFoundError, as `requestByHand` does
 */
export async function requestNumbered(
  context: RequestContext<IntegrationsServices>,
  { number, max, field, ...request }: Numbered,
): Promise<Delivery> {
  if (number !== null && (number < 1 || number > max)) {
    refuseViolations([{ field, message: `must be from 1 to ${max}` }]);
  }
  const wanted = number ?? (await nextNumber(context, request));
  if (wanted > max) throw new ConflictError(`There are ${max} of them, and the last was asked for already.`);
  return requestByHand(context, { ...request, variant: String(wanted) });
}

async function nextNumber(
  { em }: RequestContext<IntegrationsServices>,
  { connector, action, subjectId }: Pick<RequestByHand, 'connector' | 'action' | 'subjectId'>,
): Promise<number> {
  const asked = await em.find(Delivery, {
    connector,
    action,
    subjectId: knownId(subjectId),
    status: { $ne: DeliveryStatus.CANCELLED },
  });
  return 1 + Math.max(0, ...asked.map(({ variant }) => Number(variant) || 0));
}
