import { LockMode } from '@mikro-orm/core';
import { NotFoundError } from '../../../../platform/errors/errors.js';
import { isUuid } from '../../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../../platform/service/request-context.js';
import type { UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { Webhook } from '../entities/webhook.js';

/** A webhook of the caller's organization, and of the partner when it is one's key that calls. @throws NotFoundError */
export async function requireWebhook(
  { em, caller: { partnerId } }: Pick<RequestContext, 'em' | 'caller'>,
  id: string,
  options: { lockMode?: LockMode } = {},
): Promise<Webhook> {
  const own = { id, ...(partnerId !== undefined && { partnerId }) };
  const webhook = isUuid(id) ? await em.findOne(Webhook, own, options) : null;
  if (webhook) return webhook;
  throw new NotFoundError(`There is no webhook ${id}.`, { details: { id } });
}

/** The same, locked. @throws NotFoundError */
export const lockedWebhook = (unit: UnitOfWork, id: string): Promise<Webhook> =>
  requireWebhook(unit, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
