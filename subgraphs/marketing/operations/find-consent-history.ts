import type { EntityManager } from '../../../platform/database/database.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import type { Page } from '../../../platform/service/pagination.js';
import { Consent } from '../entities/consent.js';

/** @throws InvalidInputError */
export function findConsentHistory(em: EntityManager, contactId: string, page: PageRequest): Promise<Page<Consent>> {
  return findPage(em, Consent, [{ contactId }], page);
}
