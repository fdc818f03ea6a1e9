import { type Scope, scopes } from '../service/scopes.js';

/** What a person is to an organization, and what each may do. The only place where roles become scopes. */
export const roleScopes = {
  administrator: ['admin'],
  operator: [
    'interventions:read',
    'interventions:write',
    'integrations:read',
    'integrations:write',
    'connections:admin',
    'webhooks:admin',
    'billing:read',
    'marketing:read',
  ],
  technician: ['interventions:read', 'interventions:write', 'integrations:read'],
  billing: ['billing:read', 'billing:write', 'interventions:read', 'integrations:read'],
  marketing: ['marketing:read', 'marketing:write', 'interventions:read'],
  auditor: [...scopes.filter((scope) => scope.endsWith(':read') && !scope.startsWith('partner:'))],
  privacy: ['privacy:admin', 'interventions:read', 'audit:read'],
  partner: ['partner:read', 'partner:webhooks'],
} as const satisfies Readonly<Record<string, readonly Scope[]>>;

export type Role = keyof typeof roleScopes;

export const roles = Object.keys(roleScopes) as Role[];

/** What several roles together may do, each scope once. */
export function scopesOf(held: readonly Role[]): Scope[] {
  return [...new Set(held.flatMap((role) => roleScopes[role]))];
}

/** Whether whoever holds some scopes may hand on another one: nobody gives what they do not have. */
export const covers = (held: readonly string[], scope: string): boolean =>
  held.includes('admin') || held.includes(scope);
