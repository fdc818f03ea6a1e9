import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { ApiKey } from '../entities/api-key.js';

/** Ends a key for good; one that is revoked already stays as it is. @throws NotFoundError */
export async function revokeApiKey(unit: UnitOfWork, id: string): Promise<ApiKey> {
  const apiKey = await requireRow(unit, ApiKey, id, { lock: true });
  apiKey.revokedAt ??= unit.now();
  await unit.em.flush();
  return apiKey;
}
