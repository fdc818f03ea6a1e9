import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import { knownId } from '../../../platform/service/known-id.js';
import type { Page } from '../../../platform/service/pagination.js';
import { Payment } from '../entities/payment.js';
import type { PaymentFilter } from '../resolvers/payment-inputs.js';

/** @throws InvalidInputError */
export function findPayments(em: EntityManager, filter: PaymentFilter, page: PageRequest): Promise<Page<Payment>> {
  const all: FilterQuery<Payment>[] = [];
  if (filter.invoiceId) all.push({ invoiceId: knownId(filter.invoiceId) });
  if (filter.method?.length) all.push({ method: { $in: filter.method } });
  if (filter.receivedAfter) all.push({ receivedAt: { $gte: filter.receivedAfter } });
  if (filter.receivedBefore) all.push({ receivedAt: { $lt: filter.receivedBefore } });
  return findPage(em, Payment, all, page);
}
