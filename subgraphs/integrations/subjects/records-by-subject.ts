import type { Loader } from '../../../platform/service/request-context.js';
import { ExternalRecord } from '../entities/external-record.js';

/** What subjects are called at vendors, oldest first; each has one at each account at most. */
export const recordsBySubject: Loader<string, ExternalRecord[]> = async (em, subjectIds) => {
  const found = await em.find(
    ExternalRecord,
    { subjectId: { $in: [...subjectIds] } },
    { orderBy: { createdAt: 'asc', id: 'asc' }, disableIdentityMap: true },
  );
  return Map.groupBy(found, ({ subjectId }) => subjectId);
};
