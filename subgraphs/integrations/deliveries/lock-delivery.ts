import { type FilterQuery, LockMode } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { Delivery } from '../entities/delivery.js';

/**
 * A delivery, locked until the transaction ends, with its connection, which is not: many deliveries of one connection
 * are under way at once.
 */
export function lockDelivery(em: EntityManager, where: FilterQuery<Delivery>): Promise<Delivery | null> {
  return em.findOne(Delivery, where, {
    populate: ['connection'],
    strategy: 'joined',
    lockMode: LockMode.PESSIMISTIC_WRITE,
    lockTableAliases: ['d0'],
  });
}
