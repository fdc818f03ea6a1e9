import type { EntityClass } from '@mikro-orm/core';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Invoice } from '../entities/invoice.js';
import type { Quote } from '../entities/quote.js';
import { requireDraft } from './require-draft.js';

/**
 * Deletes a quote or an invoice that never went to the customer. A quote's number is not given again.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when it is no draft any more
 */
export async function deleteDraft(
  unit: UnitOfWork,
  entity: EntityClass<Quote> | EntityClass<Invoice>,
  id: string,
  expectedVersion?: number | null,
): Promise<boolean> {
  const draft = await loadForChange<Quote | Invoice>(unit, entity, id, expectedVersion);
  requireDraft(draft, 'deleted');
  unit.em.remove(draft);
  await unit.em.flush();
  return true;
}
