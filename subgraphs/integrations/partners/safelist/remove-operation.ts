import { NotFoundError } from '../../../../platform/errors/errors.js';
import type { UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { requirePartner } from '../partner-of.js';
import { RegisteredOperation } from './registered-operation.js';

/** The partner cannot send it by its hash any more, two seconds later at the latest. @throws NotFoundError */
export async function removeOperation({ em }: UnitOfWork, partnerId: string, documentId: string): Promise<void> {
  await requirePartner(em, partnerId);
  const operation = await em.findOne(RegisteredOperation, { connectionId: partnerId, documentId });
  if (!operation) throw new NotFoundError('The partner has no such operation.', { details: { documentId } });
  em.remove(operation);
}
