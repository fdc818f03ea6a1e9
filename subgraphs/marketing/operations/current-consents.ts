import type { EntityManager } from '../../../platform/database/database.js';
import { Consent } from '../entities/consent.js';

/**
 * What each contact consents to now: the last word on each purpose. The last is the one that was said last, whenever
 * it was written down; of two said at the same moment, the one that was written down last.
 *
 * @returns by contact, purposes in alphabetical order; all in one statement
 */
export async function currentConsents(
  em: EntityManager,
  contactIds: readonly string[],
): Promise<Map<string, Consent[]>> {
  const latest = await em
    .createQueryBuilder(Consent)
    .select('*')
    .distinctOn(['contactId', 'purpose'])
    .where({ contactId: { $in: [...contactIds] } })
    .orderBy([{ contactId: 'asc' }, { purpose: 'asc' }, { at: 'desc' }, { id: 'desc' }])
    .getResultList();
  return Map.groupBy(latest, (consent) => consent.contactId);
}
