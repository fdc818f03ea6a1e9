import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { contains } from '../../../platform/database/like.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import type { Page } from '../../../platform/service/pagination.js';
import { Contact } from '../entities/contact.js';
import type { ContactFilter } from '../resolvers/inputs.js';

/** @throws InvalidInputError */
export function findContacts(em: EntityManager, filter: ContactFilter, page: PageRequest): Promise<Page<Contact>> {
  const all: FilterQuery<Contact>[] = [];
  if (filter.tags?.length) all.push({ tags: { $contains: filter.tags } });
  if (filter.client != null) all.push({ clientSince: filter.client ? { $ne: null } : null });
  if (filter.createdAfter) all.push({ createdAt: { $gte: filter.createdAfter } });
  if (filter.createdBefore) all.push({ createdAt: { $lt: filter.createdBefore } });
  if (filter.text) {
    const like = contains(filter.text);
    all.push({ $or: [{ firstName: like }, { lastName: like }, { email: like }, { phone: like }] });
  }
  return findPage(em, Contact, all, page);
}
