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
  'webhooks:admin',
  'billing:read',
  'billing:write',
  'marketing:read',
  'marketing:write',
  'keys:admin',
  'users:admin',
  'oauth:admin',
  'audit:read',
  'privacy:admin',
  'partner:read',
  'partner:webhooks',
] as const;
export type Scope = (typeof scopes)[number];

/**
 * The one thing that is done for nobody in particular: taking in a vendor's webhook, whose signature says whose it is.
 * Held by the gateway's own route; no key can have it, `admin` does not stand for it.
 */
export const receiveWebhooks = 'webhooks:receive';

/**
 * What a caller's scopes come to: all there are for an administrator. Whoever comes as a partner has nothing but a
 * partner's scopes, whatever else its key was given.
 */
export function heldScopes({ scopes: given, partnerId }: Caller): ReadonlySet<string> {
  if (partnerId !== undefined) return new Set(given.filter((scope) => scope.startsWith('partner:')));
  return new Set(given.includes('admin') ? [...given, ...scopes] : given);
}

/** @throws ForbiddenError (FORBIDDEN) naming the scope that is missing */
export function requireScope(caller: Caller, scope: Scope): void {
  if (heldScopes(caller).has(scope)) return;
  throw new ForbiddenError(`This needs the scope ${scope}.`, { details: { requiredScope: scope } });
}
