import { Readable } from 'node:stream';
import { v7 as timeOrderedUuid } from 'uuid';
import type { Database } from '../database/database.js';
import type { DataKeys } from '../secrets/data-keys.js';
import type { BlobStorage } from './blob-storage.js';
import { checkContent } from './check-content.js';
import { FileDamagedError } from './errors.js';
import { createFileLinks, type FileLinks, type FileLinksOptions } from './file-links.js';
import { noteLeftover } from './leftovers.js';
import type { MediaType } from './media-types.js';
import { contentKey, openContent, sealContent } from './sealed-content.js';
import { openSpool } from './spool.js';
import type { StoredFile } from './stored-file.js';
import { verifyContent } from './verify-content.js';

/** Content that is in the storage and belongs to nothing yet: `recordFile` makes a file of it. */
export interface ReceivedFile {
  id: string;
  organizationId: string;
  storageKey: string;
  mediaType: MediaType;
  /** In bytes. */
  size: number;
  sha256: string;
  dataKey: string | null;
}

export interface FileStore extends FileLinks {
  /** The most that a file may have unless something else is said, in bytes. */
  readonly maxBytes: number;
  /**
   * Takes content into the storage as it streams in. Call it with no transaction open, and `recordFile` in the one that
   * needs the file; what is never recorded is deleted after a day.
   * @param limits.maxBytes default `maxBytes`
   * @throws FileTooLargeError, FileTypeRefusedError, InvalidInputError when it is empty, as soon as that is known
   * @throws UnavailableError
   */
  receive(
    organizationId: string,
    content: AsyncIterable<Uint8Array>,
    limits?: { maxBytes?: number },
  ): Promise<ReceivedFile>;
  /**
   * The content, decrypted and compared with its hash as it streams. What is not as it was stored ends in an error: at
   * once when it is small, else before its end.
   * @throws FileDamagedError, UnavailableError
   */
  open(file: Pick<StoredFile, 'organizationId' | 'storageKey' | 'dataKey' | 'size' | 'sha256'>): Promise<Readable>;
  /** Deletes from the storage what no row needs any more; for the job that sweeps. @throws UnavailableError */
  discard(storageKey: string): Promise<void>;
}

export interface FileStoreOptions extends FileLinksOptions {
  blobs: BlobStorage;
  database: Database;
  dataKeys: DataKeys;
  /** Whether what comes in is encrypted. What is there already stays as it is. */
  encrypt: boolean;
  maxBytes: number;
}

export function createFileStore(options: FileStoreOptions): FileStore {
  const { blobs, database, dataKeys, encrypt, now } = options;

  return {
    ...createFileLinks(options),
    maxBytes: options.maxBytes,
    async receive(organizationId, content, { maxBytes = options.maxBytes } = {}) {
      const id = timeOrderedUuid();
      // Version 7 ids of one time begin alike: the end spreads them over folders.
      const storageKey = `${organizationId}/${id.slice(-2)}/${id}`;
      const dataKey = encrypt ? await dataKeys.active(organizationId) : null;
      const spool = await openSpool();
      try {
        const checked = checkContent(content, maxBytes);
        await spool.fill(dataKey ? sealContent(contentKey(dataKey.key, storageKey), checked.content) : checked.content);
        const { size, sha256, mediaType } = checked.found();
        await database.transaction(organizationId, (em) => noteLeftover(em, { organizationId, storageKey }, now()));
        await blobs.write(storageKey, spool.content(), await spool.size());
        return { id, organizationId, storageKey, mediaType, size, sha256, dataKey: dataKey?.id ?? null };
      } finally {
        await spool.close();
      }
    },
    async open({ organizationId, storageKey, dataKey, size, sha256 }) {
      const stored = blobs.read(storageKey);
      const content = dataKey
        ? openContent(contentKey((await dataKeys.byId(organizationId, dataKey)).key, storageKey), stored)
        : stored;
      const verified = verifyContent(content, { size, sha256 });
      // The first piece before anything is answered: most of what can be wrong shows there.
      const first = await verified.next();
      if (first.done) throw new FileDamagedError('The stored file is empty.');
      return Readable.from(withFirst(first.value, verified), { objectMode: false });
    },
    discard: (storageKey) => blobs.remove(storageKey),
  };
}

async function* withFirst(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
