import type { SealedColumn } from '../secrets/sealed-column.js';

/** What the hub proves itself with to an organization's OpenID provider. */
export const identityProviderSecret = {
  table: 'access.identity_providers',
  column: 'client_secret',
} as const satisfies SealedColumn;
