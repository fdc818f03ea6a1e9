import type { Caller } from '../../platform/service/caller.js';

export const organizations = {
  north: '018f0000-0000-7000-8000-000000000001',
  south: '018f0000-0000-7000-8000-000000000002',
} as const;

/** Ada, who may do everything in the north unless told otherwise. */
export function callerOf(
  organizationId: string = organizations.north,
  scopes: readonly string[] = ['admin'],
  id = 'key-1',
): Caller {
  return { organizationId, scopes, actor: { kind: 'api-key', id, name: 'Ada' } };
}
