import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openFileStore } from '../../../hub/open-file-store.js';
import { loadConfig } from '../../../platform/config/config.js';
import type { FileStore, ReceivedFile } from '../../../platform/files/file-store.js';
import { fileById, filesOf } from '../../../platform/files/find-files.js';
import { recordFile } from '../../../platform/files/record-file.js';
import { removeFilesOf } from '../../../platform/files/remove-files.js';
import { storageSettingsOf } from '../../../platform/files/storage-settings.js';
import { sweepFiles } from '../../../platform/files/sweep-files.js';
import { keyringOf } from '../../../platform/secrets/open-master-keyring.js';
import { organizations } from '../../support/caller.js';
import { type FileBench, pdfOf, readAll, startFileBench } from '../../support/file-stores.js';
import { type S3Server, s3Credentials, startS3 } from '../../support/s3.js';

const { north, south } = organizations;
const megabyte = 1_048_576;
const damaged = expect.objectContaining({ code: 'FILE_DAMAGED' });

let bench: FileBench;
let s3: S3Server;
beforeAll(async () => {
  [bench, s3] = await Promise.all([startFileBench(), startS3()]);
});
afterAll(async () => {
  await Promise.all([bench.close(), s3.close()]);
});

const inFolder = (encrypt: boolean) => bench.open({ kind: 'folder', folder: bench.folder }, { encrypt });
const inS3 = (encrypt: boolean) => {
  const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } = s3Credentials;
  const settings = storageSettingsOf(
    loadConfig({ STORAGE_URL: s3.storageUrl('papers', 'hub/1'), AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }),
  );
  return bench.open(settings, { encrypt });
};
const place = ({ storageKey }: { storageKey: string }) => path.join(bench.folder, storageKey);

/** A subject that nothing else has files of. */
const dossier = () => ({ type: 'intervention' as const, id: randomUUID() });
const record = (received: ReceivedFile, subject = dossier(), kind = 'contract') =>
  bench.write((unit) => recordFile(unit, received, { subject, kind, name: 'Contrat signé.pdf' }));
const sweep = (files: FileStore) => sweepFiles.handle({}, bench.servicesWith(files), new AbortController().signal);

describe.each([
  ['a folder', inFolder, false],
  ['a folder, encrypted', inFolder, true],
  ['S3', inS3, false],
  ['S3, encrypted', inS3, true],
])('in %s', (_where, open, encrypt) => {
  test('20 MB go in and come out in pieces', async () => {
    const files = await open(encrypt);
    const received = await files.receive(north, pdfOf(20 * megabyte + 17));
    expect(received).toMatchObject({ size: 20 * megabyte + 17, mediaType: 'application/pdf' });
    const file = await record(received);
    const { bytes, largest } = await readAll(await files.open(file));
    expect(bytes.equals((await readAll(pdfOf(20 * megabyte + 17))).bytes)).toBe(true);
    expect(largest).toBeLessThan(megabyte);
  });

  test('lengths around a block’s, too', async () => {
    const files = await open(encrypt);
    for (const length of [5_000, 65_535, 65_536, 65_537, 131_072]) {
      const file = await record(await files.receive(north, pdfOf(length)));
      expect((await readAll(await files.open(file))).bytes).toHaveLength(length);
    }
  });

  test('what is not there any more is damaged, and can be discarded again', async () => {
    const files = await open(encrypt);
    const received = await files.receive(north, pdfOf(5_000));
    await files.discard(received.storageKey);
    await files.discard(received.storageKey);
    await expect(files.open(received)).rejects.toEqual(damaged);
  });
});

test('S3 is asked with the credentials of the environment alone, below the prefix', async () => {
  const files = await inS3(false);
  const { storageKey } = await files.receive(north, pdfOf(5_000));
  expect(s3.requests.at(-1)).toBe(`PUT papers/hub/1/${storageKey}`);
  const settings = storageSettingsOf(
    loadConfig({
      STORAGE_URL: s3.storageUrl('papers', ''),
      AWS_ACCESS_KEY_ID: s3Credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'another secret',
    }),
  );
  const stranger = await bench.open(settings, { encrypt: false });
  await expect(stranger.receive(north, pdfOf(5_000))).rejects.toEqual(expect.objectContaining({ code: 'UNAVAILABLE' }));
});

test('links lead to where outsiders reach the hub', async () => {
  const { database, secrets } = bench;
  const open = (env: Record<string, string>) =>
    openFileStore({
      config: loadConfig({ STORAGE_URL: `file:${bench.folder}`, ...env }),
      keyring: keyringOf('of-the-tests'.repeat(4)),
      database,
      dataKeys: secrets.dataKeys,
      now: () => bench.clock.now,
    });
  const file = { id: randomUUID(), organizationId: north };
  const originOf = async (env: Record<string, string>) => new URL((await open(env)).lastingLink(file)).origin;
  expect(await originOf({ PUBLIC_URL: 'https://hub.example/' })).toBe('https://hub.example');
  expect(await originOf({ PORT: '4321' })).toBe('http://localhost:4321');
});

test('too much is refused while it streams in', async () => {
  const files = await inFolder(false);
  let pulled = 0;
  let closed = false;
  const endless = async function* () {
    try {
      for await (const piece of pdfOf(Number.MAX_SAFE_INTEGER)) {
        pulled += piece.length;
        yield piece;
      }
    } finally {
      closed = true;
    }
  };
  const refused = files.receive(north, endless(), { maxBytes: megabyte });
  await expect(refused).rejects.toMatchObject({ code: 'FILE_TOO_LARGE', details: { maxBytes: megabyte } });
  expect(pulled).toBe(megabyte + 65_536);
  expect(closed).toBe(true);
});

test('content is what it is, not what it is called; the first bytes are enough to refuse it', async () => {
  const files = await inFolder(false);
  let pieces = 0;
  const page = async function* () {
    for (;;) {
      pieces += 1;
      yield Buffer.from('<!doctype html><title>contract.pdf</title><script>alert(1)</script>'.padEnd(3_000));
    }
  };
  await expect(files.receive(north, page())).rejects.toMatchObject({ code: 'FILE_TYPE_REFUSED', httpStatus: 415 });
  expect(pieces).toBe(2);
  const svg = Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>');
  const refused = files.receive(north, [svg] as unknown as AsyncIterable<Buffer>);
  await expect(refused).rejects.toMatchObject({ code: 'FILE_TYPE_REFUSED', details: { found: 'application/xml' } });
  const nothing = files.receive(north, [] as unknown as AsyncIterable<Buffer>);
  await expect(nothing).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

describe('a blob that somebody was at', () => {
  const block = 65_536 + 16;
  const swapped = (bytes: Buffer) =>
    Buffer.concat([bytes.subarray(block, 2 * block), bytes.subarray(0, block), bytes.subarray(2 * block)]);
  const flipped = (at: number) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
    return copy;
  };

  test.each([
    ['altered at its start', flipped(20), true],
    ['altered at its end', flipped(200_000), true],
    ['cut off after a block', (bytes: Buffer) => bytes.subarray(0, 2 * block), true],
    ['cut off within a block', (bytes: Buffer) => bytes.subarray(0, 100_000), true],
    ['emptied', () => Buffer.alloc(0), true],
    ['with blocks that changed places', swapped, true],
    ['made longer', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(7)]), true],
    ['altered, and not encrypted', flipped(150_000), false],
    ['cut off, and not encrypted', (bytes: Buffer) => bytes.subarray(0, 100_000), false],
  ])('%s is noticed before its end', async (_how, change, encrypt) => {
    const files = await inFolder(encrypt);
    const file = await record(await files.receive(north, pdfOf(200_100)));
    await writeFile(place(file), change(await readFile(place(file))));
    let given = 0;
    const reading = async () => {
      for await (const piece of await files.open(file)) given += piece.length;
    };
    await expect(reading()).rejects.toEqual(damaged);
    expect(given).toBeLessThan(200_100);
  });

  test('encrypted, it shows nothing, and opens in no other file’s place', async () => {
    const files = await inFolder(true);
    const one = await record(await files.receive(north, pdfOf(5_000)));
    const other = await record(await files.receive(north, pdfOf(5_000, 1)));
    expect((await readFile(place(one))).includes('%PDF')).toBe(false);
    await writeFile(place(one), await readFile(place(other)));
    await expect(files.open({ ...one, sha256: other.sha256 })).rejects.toEqual(damaged);
  });
});

test('a rotation of data keys leaves the key that a file is under', async () => {
  const files = await inFolder(true);
  const file = await record(await files.receive(north, pdfOf(5_000)));
  await bench.secrets.dataKeys.renew(north, new Date(Date.now() + 60_000));
  await bench.rows.sql(
    "update secrets.data_keys set retired_at = now() - interval '1 hour' where retired_at is not null",
  );
  await bench.rows.sql('select secrets.remove_unused_data_keys()');
  expect((await readAll(await files.open(file))).bytes).toHaveLength(5_000);
});

test('the same content of the same subject and kind is one file', async () => {
  const files = await inFolder(false);
  const subject = dossier();
  const first = await record(await files.receive(north, pdfOf(5_000)), subject);
  expect((await record(await files.receive(north, pdfOf(5_000)), subject)).id).toBe(first.id);
  const twins = await Promise.all([1, 2, 3].map(() => files.receive(north, pdfOf(6_000))));
  const recorded = await Promise.all(twins.map((one) => record(one, subject)));
  expect(new Set(recorded.map(({ id }) => id)).size).toBe(1);
  await record(await files.receive(north, pdfOf(5_000)), subject, 'annex');
  const all = await bench.database.read(north, (em) => filesOf(em, 'intervention', [subject.id]));
  expect(all.map(({ kind, size }) => [kind, size])).toEqual([
    ['contract', 5_000],
    ['contract', 6_000],
    ['annex', 5_000],
  ]);
});

test('what a file is called is checked', async () => {
  const files = await inFolder(false);
  const received = await files.receive(north, pdfOf(5_000));
  const described = { subject: dossier(), kind: 'Some Kind', name: ' ' };
  const recording = bench.write((unit) => recordFile(unit, received, described));
  await expect(recording).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    details: { violations: [{ field: 'kind' }, { field: 'name' }] },
  });
});

test('another organization finds nothing, records nothing and removes nothing', async () => {
  const files = await inFolder(true);
  const subject = dossier();
  const file = await record(await files.receive(north, pdfOf(5_000)), subject);
  const found = await bench.database.read(south, async (em) => [
    ...(await fileById(em, [file.id])).values(),
    ...(await filesOf(em, 'intervention', [subject.id])),
  ]);
  expect(found).toEqual([]);
  expect(await bench.write((unit) => removeFilesOf(unit, 'intervention', [subject.id]), south)).toBe(0);
  const received = await files.receive(north, pdfOf(7_000));
  const stolen = bench.write((unit) => recordFile(unit, received, { subject, kind: 'contract', name: 'x' }), south);
  await expect(stolen).rejects.toThrow(/row-level security/);
  await expect(files.open({ ...file, organizationId: south })).rejects.toThrow(/has no data key/);
  expect((await readAll(await files.open(file))).bytes).toHaveLength(5_000);
});

test('the sweep deletes what was never recorded, after a day, and what was removed, at once', async () => {
  const files = await inFolder(false);
  const subject = dossier();
  const kept = await record(await files.receive(north, pdfOf(5_000)));
  const removed = await record(await files.receive(north, pdfOf(5_000)), subject);
  const rolledBack = await files.receive(south, pdfOf(5_000));
  await expect(
    bench.write(async (unit) => {
      await recordFile(unit, rolledBack, { subject, kind: 'contract', name: 'x' });
      throw new Error('after the file');
    }, south),
  ).rejects.toThrow('after the file');
  expect(await bench.write((unit) => removeFilesOf(unit, 'intervention', [subject.id]))).toBe(1);
  const isThere = async (one: { storageKey: string }) => readFile(place(one)).then(Boolean, () => false);

  await sweep(files);
  expect(await Promise.all([kept, removed, rolledBack].map(isThere))).toEqual([true, false, true]);
  bench.clock.now = new Date(bench.clock.now.getTime() + 86_400_000);
  await sweep(files);
  expect(await Promise.all([kept, removed, rolledBack].map(isThere))).toEqual([true, false, false]);
  expect(await bench.rows.sql('select from files.leftovers where due_at <= $1', [bench.clock.now])).toEqual([]);
  const late = bench.write((unit) => recordFile(unit, rolledBack, { subject, kind: 'contract', name: 'x' }), south);
  await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
});
