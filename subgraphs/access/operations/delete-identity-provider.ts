import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { IdentityProvider } from '../entities/identity-provider.js';
import { forgetPeople } from './save-identity-provider.js';
import { refuseHigherRoles } from './user-rules.js';

/**
 * Nobody comes in from there any more, and who did is signed out. The users stay.
 * @throws NotFoundError
 * @throws ForbiddenError when the caller may not do everything
 */
export async function deleteIdentityProvider(unit: UnitOfWork, id: string): Promise<string> {
  refuseHigherRoles(unit, ['administrator']);
  const provider = await requireRow(unit, IdentityProvider, id, { lock: true });
  await forgetPeople(unit, provider.id);
  unit.em.remove(provider);
  await unit.em.flush();
  return id;
}
