import type { SealedColumn } from '../secrets/sealed-column.js';

/** The private keys that ID tokens are signed with. */
export const signingKeys = { table: 'access.signing_keys', column: 'sealed' } as const satisfies SealedColumn;
