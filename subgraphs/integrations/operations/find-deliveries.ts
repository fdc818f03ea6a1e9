import type { FilterQuery } from '@mikro-orm/core';
import { type SubjectType, subjectTypes } from '../../../platform/connectors/connector.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { invalidInput } from '../../../platform/errors/violations.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import { knownId } from '../../../platform/service/known-id.js';
import type { Page } from '../../../platform/service/pagination.js';
import { Delivery } from '../entities/delivery.js';
import type { DeliveryFilter } from '../resolvers/types.js';

interface Search extends PageRequest {
  filter?: DeliveryFilter | null;
}

/** Deliveries, newest first. @throws InvalidInputError */
export function findDeliveries(em: EntityManager, { filter, ...page }: Search): Promise<Page<Delivery>> {
  return findPage(em, Delivery, conditionsOf(filter ?? {}), page);
}

function conditionsOf(filter: DeliveryFilter): FilterQuery<Delivery>[] {
  const all: FilterQuery<Delivery>[] = [];
  if (filter.status?.length) all.push({ status: { $in: filter.status } });
  if (filter.connector) all.push({ connector: filter.connector });
  if (filter.connectionId) all.push({ connection: knownId(filter.connectionId) });
  if (filter.action) all.push({ action: filter.action });
  if (filter.errorCode) all.push({ lastErrorCode: filter.errorCode });
  if (filter.subjectType) all.push({ subjectType: knownSubjectType(filter.subjectType) });
  if (filter.subjectId) all.push({ subjectId: knownId(filter.subjectId) });
  if (filter.createdAfter) all.push({ createdAt: { $gte: filter.createdAfter } });
  if (filter.createdBefore) all.push({ createdAt: { $lt: filter.createdBefore } });
  return all;
}

/** @throws InvalidInputError naming the types there are */
function knownSubjectType(given: string): SubjectType {
  const found = subjectTypes.find((type) => type === given);
  if (found) return found;
  throw invalidInput([{ field: 'filter.subjectType', message: `must be one of ${subjectTypes.join(', ')}` }]);
}
