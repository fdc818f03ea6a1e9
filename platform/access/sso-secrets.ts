import type { SealedColumn } from '../secrets/sealed-column.js';

/** What an organization's messages to its SAML providers are signed with. */
export const samlKey = { table: 'access.saml_keys', column: 'private_key' } as const satisfies SealedColumn;

/** What the hub tells a provider to sign somebody out with, once they leave here. */
export const ssoLogin = { table: 'access.sso_logins', column: 'proof' } as const satisfies SealedColumn;
