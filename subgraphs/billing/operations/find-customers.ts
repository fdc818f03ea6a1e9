import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { contains } from '../../../platform/database/like.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import { normalizeEmail } from '../../../platform/service/input-rules.js';
import { knownId } from '../../../platform/service/known-id.js';
import type { Page } from '../../../platform/service/pagination.js';
import { Customer } from '../entities/customer.js';
import type { CustomerFilter } from '../resolvers/party-inputs.js';

/** @throws InvalidInputError */
export function findCustomers(em: EntityManager, filter: CustomerFilter, page: PageRequest): Promise<Page<Customer>> {
  const all: FilterQuery<Customer>[] = [];
  if (filter.kind) all.push({ kind: filter.kind });
  if (filter.contactId) all.push({ contactId: knownId(filter.contactId) });
  if (filter.email) all.push({ email: normalizeEmail(filter.email) });
  if (filter.text) {
    const like = contains(filter.text);
    all.push({ $or: [{ name: like }, { email: like }, { phone: like }] });
  }
  return findPage(em, Customer, all, page);
}
