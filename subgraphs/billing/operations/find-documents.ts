import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { contains } from '../../../platform/database/like.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import { knownId } from '../../../platform/service/known-id.js';
import type { Page } from '../../../platform/service/pagination.js';
import { Customer } from '../entities/customer.js';
import { Invoice } from '../entities/invoice.js';
import { Quote } from '../entities/quote.js';
import type { InvoiceFilter, QuoteFilter } from '../resolvers/document-inputs.js';

/** @throws InvalidInputError */
export function findQuotes(em: EntityManager, filter: QuoteFilter, page: PageRequest): Promise<Page<Quote>> {
  const all: FilterQuery<Quote>[] = sharedConditions(em, filter);
  if (filter.status?.length) all.push({ status: { $in: filter.status } });
  if (filter.interventionId) all.push({ interventionId: knownId(filter.interventionId) });
  if (filter.validBefore) all.push({ validUntil: { $lt: filter.validBefore } });
  return findPage(em, Quote, all, page);
}

/** @throws InvalidInputError */
export function findInvoices(em: EntityManager, filter: InvoiceFilter, page: PageRequest): Promise<Page<Invoice>> {
  const all: FilterQuery<Invoice>[] = sharedConditions(em, filter);
  if (filter.status?.length) all.push({ status: { $in: filter.status } });
  if (filter.kind?.length) all.push({ kind: { $in: filter.kind } });
  if (filter.quoteId) all.push({ quoteId: knownId(filter.quoteId) });
  if (filter.issuedAfter) all.push({ issuedAt: { $gte: filter.issuedAfter } });
  if (filter.issuedBefore) all.push({ issuedAt: { $lt: filter.issuedBefore } });
  if (filter.dueBefore) all.push({ dueAt: { $lt: filter.dueBefore } });
  return findPage(em, Invoice, all, page);
}

function sharedConditions(em: EntityManager, filter: QuoteFilter | InvoiceFilter): FilterQuery<Quote & Invoice>[] {
  const all: FilterQuery<Quote & Invoice>[] = [];
  if (filter.companyId) all.push({ companyId: knownId(filter.companyId) });
  if (filter.customerId) all.push({ customerId: knownId(filter.customerId) });
  if (filter.contactId) {
    const contactId = knownId(filter.contactId);
    const customers = em.createQueryBuilder(Customer).select('id').where({ contactId });
    all.push({ customerId: { $in: customers.getNativeQuery() } });
  }
  if (filter.createdAfter) all.push({ createdAt: { $gte: filter.createdAfter } });
  if (filter.createdBefore) all.push({ createdAt: { $lt: filter.createdBefore } });
  if (filter.text) {
    const like = contains(filter.text);
    const customers = em.createQueryBuilder(Customer).select('id').where({ name: like });
    all.push({ $or: [{ number: like }, { title: like }, { customerId: { $in: customers.getNativeQuery() } }] });
  }
  return all;
}
