import type { Config } from '../platform/config/config.js';
import { openBlobStorage } from '../platform/files/blob-storage.js';
import { createFileStore, type FileStore, type FileStoreOptions } from '../platform/files/file-store.js';
import { storageSettingsOf } from '../platform/files/storage-settings.js';
import { schemeOf } from './browser-rules.js';

/** The files of this process, as the environment says. @throws ConfigError */
export async function openFileStore({
  config,
  ...parts
}: Pick<FileStoreOptions, 'keyring' | 'database' | 'dataKeys' | 'now'> & { config: Config }): Promise<FileStore> {
  return createFileStore({
    ...parts,
    blobs: await openBlobStorage(storageSettingsOf(config)),
    encrypt: config.STORAGE_ENCRYPTION,
    maxBytes: config.MAX_FILE_BYTES,
    origin: new URL(config.PUBLIC_URL ?? `${schemeOf(config)}://localhost:${config.PORT}`).origin,
  });
}
