import { connectDatabase } from '../database/database.js';
import type { Logger } from '../telemetry/logger.js';
import { createDataKeys, type DataKeys } from './data-keys.js';
import type { MasterKeyring } from './master-keyring.js';
import type { SealedColumn } from './sealed-column.js';
import { createSecretBox, type SecretBox } from './secret-box.js';

export interface Secrets {
  secretBox: SecretBox;
  dataKeys: DataKeys;
  close(): Promise<void>;
}

export interface SecretsOptions {
  /** As the application. */
  url: string;
  keyring: MasterKeyring;
  /** Every sealed column of the hub. */
  columns: readonly SealedColumn[];
  logger: Logger;
}

/** The secrets of this process, with two connections of their own for their data keys. */
export async function openSecrets({ url, keyring, columns, logger }: SecretsOptions): Promise<Secrets> {
  const database = await connectDatabase({ url, entities: [], logger, poolSize: 2 });
  const dataKeys = createDataKeys(database, keyring);
  return { dataKeys, secretBox: createSecretBox(dataKeys, keyring, columns), close: () => database.close() };
}
