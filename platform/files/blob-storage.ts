import path from 'node:path';
import type { Readable } from 'node:stream';
import type { DriverContract } from 'flydrive/types';
import { UnavailableError } from '../errors/errors.js';
import { FileDamagedError } from './errors.js';
import type { StorageSettings } from './storage-settings.js';

/** Where the bytes are: a folder, or a bucket of S3. It knows keys and nothing of files. */
export interface BlobStorage {
  /** @param size of the content, in bytes: S3 wants to know before. @throws UnavailableError */
  write(key: string, content: Readable, size: number): Promise<void>;
  /** @throws FileDamagedError when there is nothing under the key, or UnavailableError; while it is read, too */
  read(key: string): AsyncGenerator<Uint8Array>;
  /** What is not there is deleted already. @throws UnavailableError */
  remove(key: string): Promise<void>;
}

/** A folder is made when something is first written to it. */
export async function openBlobStorage(settings: StorageSettings): Promise<BlobStorage> {
  const { driver, prefix } = settings.kind === 'folder' ? await folderOf(settings) : await bucketOf(settings);
  const at = (key: string) => prefix + key;
  const answered = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      if (isMissing(cause)) throw new FileDamagedError('The stored file is not there any more.', { cause });
      throw new UnavailableError('The file storage does not answer well; try again in a moment.', { cause });
    }
  };

  return {
    write: (key, content, contentLength) => answered(() => driver.putStream(at(key), content, { contentLength })),
    async *read(key) {
      const content = await answered(() => driver.getStream(at(key)));
      const chunks = content.iterator() as AsyncIterator<Uint8Array>;
      try {
        for (;;) {
          const { done, value } = await answered(() => chunks.next());
          if (done) return;
          yield value;
        }
      } finally {
        content.destroy();
      }
    },
    remove: (key) => answered(() => driver.delete(at(key))),
  };
}

interface Place {
  driver: DriverContract;
  /** Of every key. */
  prefix: string;
}

async function folderOf({ folder }: StorageSettings & { kind: 'folder' }): Promise<Place> {
  const { FSDriver } = await import('flydrive/drivers/fs');
  return { driver: new FSDriver({ location: path.resolve(folder), visibility: 'private' }), prefix: '' };
}

const connectMs = 5_000;
const quietMs = 30_000;

const nothing = () => undefined;
const silence = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Loaded when it is asked for: Amazon's client is large. */
async function bucketOf({ bucket, prefix, region, endpoint, credentials }: StorageSettings & { kind: 's3' }) {
  const { S3Driver } = await import('flydrive/drivers/s3');
  const driver: DriverContract = new S3Driver({
    bucket,
    region,
    visibility: 'private',
    // The bucket's own rules say who may read it; many that speak S3 know no other.
    supportsACL: false,
    ...(endpoint && { endpoint, forcePathStyle: true }),
    ...(credentials && { credentials }),
    // What a file is, its hash and its encryption say; not all that speak S3 know Amazon's checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // What fails is thrown, and said once by whoever catches it.
    logger: silence,
    requestHandler: { connectionTimeout: connectMs, socketTimeout: quietMs },
  });
  return { driver, prefix: prefix === '' ? '' : `${prefix}/` };
}

function isMissing(error: unknown): boolean {
  const { code, name, cause } = (error ?? {}) as { code?: unknown; name?: unknown; cause?: unknown };
  return code === 'ENOENT' || name === 'NoSuchKey' || (cause !== undefined && isMissing(cause));
}
