import { createHash } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';
import { ConflictError } from '../../../../platform/errors/errors.js';
import { refuseViolations } from '../../../../platform/errors/violations.js';
import { checked } from '../../../../platform/service/check-input.js';
import { text } from '../../../../platform/service/input-rules.js';
import type { RequestContext } from '../../../../platform/service/request-context.js';
import { Connection } from '../../entities/connection.js';
import type { IntegrationsServices } from '../../services.js';
import { requirePartner } from '../partner-of.js';
import { createFaultOf } from './operation-fault.js';
import { RegisteredOperation } from './registered-operation.js';
import type { PartnerOperation, RegisterPartnerOperationInput } from './types.js';

/** How many a partner may have: they are all kept in memory wherever it calls. */
const mostOperations = 200;

/** Taken as it is: its hash is that of what the partner's program holds. */
const rules = z.object({
  name: text(200),
  document: z.string().min(1, 'must not be empty').max(65_536, 'must have at most 65536 characters'),
});

/**
 * Lets a partner send an operation by its hash. The same document again gets the new name.
 * @throws NotFoundError
 * @throws InvalidInputError when the partner would not be answered
 * @throws ConflictError when it has as many as a partner may
 */
export async function registerOperation(
  context: RequestContext<IntegrationsServices>,
  partnerId: string,
  input: RegisterPartnerOperationInput,
): Promise<PartnerOperation> {
  await requirePartner(context.em, partnerId);
  const { name, document } = checked(rules, input);
  const fault = (await createFaultOf(context, partnerId))(document);
  if (fault !== null) refuseViolations([{ field: 'document', message: `does not fit the partner graph: ${fault}` }]);
  const documentId = createHash('sha256').update(document).digest('hex');
  return context.write(async ({ em, caller: { organizationId }, now }) => {
    // One at a time for a partner, so that the count holds.
    await em.findOneOrFail(Connection, { id: partnerId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const known = await em.findOne(RegisteredOperation, { connectionId: partnerId, documentId });
    if (known) known.name = name;
    else if ((await em.count(RegisteredOperation, { connectionId: partnerId })) >= mostOperations)
      throw new ConflictError(`The partner has ${mostOperations} operations already: remove one first.`);
    const operation =
      known ??
      em.create(RegisteredOperation, {
        organizationId,
        connectionId: partnerId,
        documentId,
        name,
        document,
        createdAt: now(),
      });
    await em.flush();
    return { documentId, name, document, createdAt: operation.createdAt, fault };
  });
}
