import { ForbiddenError } from '../errors/errors.js';
import type { Caller } from './caller.js';

/** What a key can be allowed to do. `admin` stands for all of them. */
export const scopes = [
  'admin',
  'interventions:read',
  'interventions:write',
  'integrations:read',
  'integrations:write',
  'connections:admin',
  'billing:read',
  'billing:write',
  'marketing:read',
  'marketing:write',
] as const;
export type Scope = (typeof scopes)[number];

/** @throws ForbiddenError (FORBIDDEN) naming the scope that is missing */
export function requireScope(caller: Caller, scope: Scope): void {
  if (caller.scopes.includes('admin') || caller.scopes.includes(scope)) return;
  throw new ForbiddenError(`This needs the scope ${scope}.`, { details: { requiredScope: scope } });
}
