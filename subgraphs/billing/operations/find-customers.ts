import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { Page } from '../../../platform/service/pagination.js';
import { Customer } from '../entities/customer.js';
import type { CustomerFilter } from '../resolvers/party-inputs.js';
import { contains, findPage, type PageRequest } from './find-page.js';

/** @throws InvalidInputError */
export function findCustomers(em: EntityManager, filter: CustomerFilter, page: PageRequest): Promise<Page<Customer>> {
  const all: FilterQuery<Customer>[] = [];
  if (filter.kind) all.push({ kind: filter.kind });
  if (filter.contactId) all.push({ contactId: isUuid(filter.contactId) ? filter.contactId : { $in: [] } });
  if (filter.email) all.push({ email: filter.email.trim().toLowerCase() });
  if (filter.text) {
    const like = contains(filter.text);
    all.push({ $or: [{ name: like }, { email: like }, { phone: like }] });
  }
  return findPage(em, Customer, all, page);
}
