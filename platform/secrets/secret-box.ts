import { z } from 'zod';
import { decrypt, encrypt } from './aead.js';
import type { DataKeys } from './data-keys.js';
import type { MasterKeyring } from './master-keyring.js';
import type { SealedColumn, SecretRow } from './sealed-column.js';
import { SecretUnreadableError } from './secret-unreadable-error.js';

/** The first scheme: each secret with a data key of its own beside it, wrapped by the master key `kid`. Only opened. */
const firstScheme = z.object({ v: z.literal(1), kid: z.string(), key: z.string(), box: z.string() });

/** The secret encrypted by the organization's data key `dk`. */
const secondScheme = z.object({ v: z.literal(2), dk: z.uuid(), box: z.string() });

/** What is stored in place of a secret; byte strings are base64url. */
const sealedSecret = z.discriminatedUnion('v', [firstScheme, secondScheme]);
export type SealedSecret = z.infer<typeof sealedSecret>;

/**
 * Envelope encryption (AES-256-GCM): secrets under a data key of their organization, data keys under the master key. A
 * secret opens only in the row and column it was sealed for.
 */
export interface SecretBox {
  /** @throws MasterKeyMissingError */
  seal(column: SealedColumn, row: SecretRow, plaintext: string): Promise<SealedSecret>;
  /** @throws SecretUnreadableError, MasterKeyMissingError */
  open(column: SealedColumn, row: SecretRow, sealed: SealedSecret): Promise<string>;
}

/** @param columns every one that is sealed: what a rotation does not know of is not sealed at all */
export function createSecretBox(
  dataKeys: DataKeys,
  keyring: MasterKeyring,
  columns: readonly SealedColumn[],
): SecretBox {
  return {
    async seal(column, row, plaintext) {
      if (!columns.includes(column)) {
        throw new Error(`${column.table}.${column.column} is missing from its subgraph's sealedColumns`);
      }
      const { id: dk, key } = await dataKeys.active(row.organizationId);
      return { v: 2, dk, box: encrypt(key, Buffer.from(plaintext), boundTo(column, row, dk)) };
    },
    async open(column, row, stored) {
      const parsed = sealedSecret.safeParse(stored);
      if (!parsed.success) throw new SecretUnreadableError('The stored secret has no known form.');
      const sealed = parsed.data;
      const bound = sealed.v === 1 ? formerPlace(column, row) : boundTo(column, row, sealed.dk);
      const key =
        sealed.v === 1 ? ownKey(keyring, sealed, bound) : (await dataKeys.byId(row.organizationId, sealed.dk)).key;
      return opened(() => decrypt(key, sealed.box, bound)).toString();
    },
  };
}

const boundTo = ({ table, column }: SealedColumn, { organizationId, id }: SecretRow, dataKey: string) =>
  JSON.stringify([2, dataKey, organizationId, table, id, column]);

const formerPlace = ({ table, column, formerColumn = column }: SealedColumn, { organizationId, id }: SecretRow) =>
  `${organizationId}/${table}/${id}/${formerColumn}`;

function ownKey(keyring: MasterKeyring, { kid, key }: z.infer<typeof firstScheme>, place: string): Buffer {
  const master = keyring.byId(kid);
  return opened(() => decrypt(master.derive('secret-box'), key, place));
}

function opened(open: () => Buffer): Buffer {
  try {
    return open();
  } catch (cause) {
    throw new SecretUnreadableError('The stored secret was altered or moved.', { cause });
  }
}
