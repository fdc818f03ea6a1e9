import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';

/** Until the transaction ends nobody else of the organization erases or holds: an erasure cannot pass a hold. */
export async function lockPeople({ em, caller }: UnitOfWork): Promise<void> {
  await em.execute("select pg_advisory_xact_lock(hashtextextended('people ' || ?, 0))", [caller.organizationId]);
}
