import { registerEnumType } from 'type-graphql';
import type { Role as RoleName } from '../../../platform/access/roles.js';

/** The roles of platform/access/roles.ts, as the graph names them. */
export const Role = {
  ADMINISTRATOR: 'administrator',
  OPERATOR: 'operator',
  TECHNICIAN: 'technician',
  BILLING: 'billing',
  MARKETING: 'marketing',
  AUDITOR: 'auditor',
  PRIVACY: 'privacy',
  PARTNER: 'partner',
} as const satisfies Record<Uppercase<RoleName>, RoleName>;
export type Role = RoleName;

registerEnumType(Role, { name: 'Role', description: 'What a person is to the organization, and so what they may do.' });
