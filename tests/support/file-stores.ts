import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { createAuditLog } from '../../platform/audit/audit-log.js';
import { connectDatabase, type Database } from '../../platform/database/database.js';
import { openBlobStorage } from '../../platform/files/blob-storage.js';
import { createFileStore, type FileStore } from '../../platform/files/file-store.js';
import type { StorageSettings } from '../../platform/files/storage-settings.js';
import { type JobQueue, startJobQueue } from '../../platform/jobs/job-queue.js';
import { keyringOf } from '../../platform/secrets/open-master-keyring.js';
import { openSecrets, type Secrets } from '../../platform/secrets/open-secrets.js';
import type { SubgraphServices } from '../../platform/service/subgraph-service.js';
import { runUnitOfWork, type UnitOfWork } from '../../platform/service/unit-of-work.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { callerOf, organizations } from './caller.js';
import { cloneDatabase, type TestDatabase } from './database.js';

export interface FileBench {
  /** A folder of its own, below which stores may be. */
  folder: string;
  clock: { now: Date };
  secrets: Secrets;
  /** The rows as they are, past row-level security. */
  rows: TestDatabase;
  open(settings: StorageSettings, options: { encrypt: boolean; maxBytes?: number }): Promise<FileStore>;
  /** In a transaction of an organization; the north unless told otherwise. */
  write<T>(work: (unit: UnitOfWork) => Promise<T>, organizationId?: string): Promise<T>;
  database: Database;
  /** What jobs get. */
  servicesWith(files: FileStore): SubgraphServices;
  close(): Promise<void>;
}

/** What file stores stand on; nobody works the queues. */
export async function startFileBench(): Promise<FileBench> {
  const logger = createLogger({ level: 'silent' });
  const keyring = keyringOf('of-the-tests'.repeat(4));
  const [rows, folder] = await Promise.all([cloneDatabase(), mkdtemp(path.join(tmpdir(), 'passerelle-files-'))]);
  const opened: [Database, JobQueue, Secrets] = await Promise.all([
    connectDatabase({ url: rows.url, entities: [], logger }),
    startJobQueue({ url: rows.url, logger, supervise: false }),
    openSecrets({ url: rows.url, keyring, columns: [], logger }),
  ]);
  const [database, jobs, secrets] = opened;
  const clock = { now: new Date('2025-06-02T09:00:00.000Z') };
  const now = () => clock.now;
  const common = { database, jobs, audit: createAuditLog(database, secrets.secretBox), logger, now };

  return {
    folder,
    clock,
    secrets,
    rows,
    database,
    open: async (settings, { encrypt, maxBytes = 26_214_400 }) =>
      createFileStore({
        blobs: await openBlobStorage(settings),
        database,
        dataKeys: secrets.dataKeys,
        keyring,
        encrypt,
        maxBytes,
        origin: 'https://hub.example',
        now,
      }),
    write: (work, organizationId = organizations.north) =>
      runUnitOfWork(common, { caller: callerOf(organizationId), requestId: 'test' }, work),
    servicesWith: (files) => ({ ...common, files }),
    async close() {
      await Promise.all([jobs.stop(1_000), secrets.close(), database.close()]);
      await Promise.all([rows.drop(), rm(folder, { recursive: true })]);
    },
  };
}

/** A PDF of a size, in pieces of 64 KiB; each of them is made when it is asked for. */
export async function* pdfOf(bytes: number, salt = 0): AsyncGenerator<Buffer> {
  const piece = 65_536;
  for (let at = 0; at < bytes; at += piece) {
    const made = Buffer.alloc(Math.min(piece, bytes - at), (at / piece + salt) % 251);
    if (at === 0) made.write(`%PDF-1.7\n`);
    yield made;
  }
}

/** All of it, and how large the largest piece was. */
export async function readAll(
  content: Readable | AsyncIterable<Uint8Array>,
): Promise<{ bytes: Buffer; largest: number }> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return { bytes: Buffer.concat(pieces), largest: Math.max(0, ...pieces.map((piece) => piece.length)) };
}
