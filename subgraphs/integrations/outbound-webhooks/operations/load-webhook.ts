import { LockMode } from '@mikro-orm/core';
import { NotFoundError } from '../../../../platform/errors/errors.js';
import { isUuid } from '../../../../platform/service/is-uuid.js';
import type { UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { Webhook } from '../entities/webhook.js';

/** A webhook of the caller's organization, locked. @throws NotFoundError */
export async function lockedWebhook(unit: UnitOfWork, id: string): Promise<Webhook> {
  const webhook = isUuid(id) ? await unit.em.findOne(Webhook, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
  if (webhook) return webhook;
  throw new NotFoundError(`There is no webhook ${id}.`, { details: { id } });
}
