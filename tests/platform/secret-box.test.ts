import { randomUUID } from 'node:crypto';
import { keyringOf } from '../../platform/secrets/open-master-keyring.js';
import { openSecrets, type Secrets } from '../../platform/secrets/open-secrets.js';
import type { SecretRow } from '../../platform/secrets/sealed-column.js';
import type { SealedSecret } from '../../platform/secrets/secret-box.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { sealByFirstScheme } from '../support/first-scheme.js';

const masterSecret = 'the master key of one hub, long enough';
const secret = 'client-secret: été ☀';
const column = { table: 'shop.tills', column: 'pin', formerColumn: 'code' };
const otherColumn = { table: 'shop.tills', column: 'previous_pin' };
const otherTable = { table: 'shop.safes', column: 'pin' };

let database: TestDatabase;
let secrets: Secrets;
let row: SecretRow;
const opened: Secrets[] = [];
const openWith = async (newest: string, older?: string) => {
  const options = { url: database.url, columns: [column, otherColumn, otherTable], logger: createLogger() };
  const made = await openSecrets({ ...options, keyring: keyringOf(newest, older) });
  opened.push(made);
  return made;
};
beforeAll(async () => {
  database = await cloneDatabase();
  secrets = await openWith(masterSecret);
});
afterAll(async () => {
  await Promise.all(opened.map((one) => one.close()));
  await database.drop();
});
beforeEach(() => {
  row = { organizationId: randomUUID(), id: randomUUID() };
});

/** Sealed by the scheme in use. */
async function seal(text = secret, at = row) {
  const sealed = await secrets.secretBox.seal(column, at, text);
  if (sealed.v !== 2) throw new Error(`sealed by scheme ${sealed.v}`);
  return sealed;
}
const unreadable = expect.objectContaining({ code: 'SECRET_UNREADABLE' });

test('opens what it sealed, where it sealed it, in any process', async () => {
  const another = await openWith(masterSecret);
  for (const text of [secret, '']) {
    expect(await secrets.secretBox.open(column, row, await seal(text))).toBe(text);
    expect(await another.secretBox.open(column, row, await seal(text))).toBe(text);
  }
});

test('processes that seal for a new organization at once make one data key', async () => {
  const others = await Promise.all([openWith(masterSecret), openWith(masterSecret)]);
  const sealed = await Promise.all(
    [secrets, ...others].flatMap((one) => [1, 2, 3].map(() => one.secretBox.seal(column, row, secret))),
  );
  expect(new Set(sealed.map((one) => one.v === 2 && one.dk)).size).toBe(1);
  const keys = await database.sql('select id from secrets.data_keys where organization_id = $1', [row.organizationId]);
  expect(keys).toHaveLength(1);
});

test('what is stored says nothing of the secret, nor that two are the same', async () => {
  const [one, two] = [await seal(), await seal()];
  expect(JSON.stringify(one)).not.toContain('client');
  expect(Buffer.from(one.box, 'base64url').includes('client')).toBe(false);
  expect(one.box).not.toBe(two.box);
  expect(one.dk).toBe(two.dk);
});

test('not when any byte is another, nor cut', async () => {
  const sealed = await seal();
  const bytes = Buffer.from(sealed.box, 'base64url');
  const forgeries = Array.from(bytes, (_, index) => {
    const altered = Buffer.from(bytes);
    altered[index] = (altered[index] ?? 0) ^ 1;
    return altered;
  });
  for (const length of [0, 1, 12, 16, bytes.length - 1]) forgeries.push(bytes.subarray(0, length));
  for (const forged of forgeries) {
    const stored = { ...sealed, box: forged.toString('base64url') };
    await expect(secrets.secretBox.open(column, row, stored)).rejects.toEqual(unreadable);
  }
});

test('not in another row, column, table or organization', async () => {
  const sealed = await seal();
  const elsewhere = { organizationId: randomUUID(), id: row.id };
  await seal(secret, elsewhere);
  const { secretBox } = secrets;
  await expect(secretBox.open(column, { ...row, id: randomUUID() }, sealed)).rejects.toEqual(unreadable);
  await expect(secretBox.open(otherColumn, row, sealed)).rejects.toEqual(unreadable);
  await expect(secretBox.open(otherTable, row, sealed)).rejects.toEqual(unreadable);
  await expect(secretBox.open(column, elsewhere, sealed)).rejects.toEqual(unreadable);
  expect(await secretBox.open(column, row, sealed)).toBe(secret);
});

test('not under another data key, and no data key under another organization', async () => {
  const elsewhere = { organizationId: randomUUID(), id: randomUUID() };
  const [mine, theirs] = [await seal(), await seal('theirs', elsewhere)];
  const forged: SealedSecret = { ...mine, dk: theirs.dk };
  await expect(secrets.secretBox.open(column, row, forged)).rejects.toThrow('has no data key');
  // The wrapped key itself, moved over by somebody with the database.
  await database.sql(
    'update secrets.data_keys set wrapped = (select wrapped from secrets.data_keys where id = $2) where id = $1',
    [mine.dk, theirs.dk],
  );
  const fresh = await openWith(masterSecret);
  await expect(fresh.secretBox.open(column, row, mine)).rejects.toThrow(
    `The data key ${mine.dk} was altered or moved.`,
  );
});

test('a column that is not declared is not sealed', async () => {
  const undeclared = { table: 'shop.tills', column: 'nickname' };
  await expect(secrets.secretBox.seal(undeclared, row, secret)).rejects.toThrow('missing from its subgraph');
});

test('without its master key the version is named, and so is where it belongs', async () => {
  const sealed = await seal();
  const stranger = await openWith('the master key of another hub, as long');
  const [{ id }] = (await database.sql('select id from secrets.master_keys where current')) as [{ id: string }];
  const missing = expect.objectContaining({
    code: 'MASTER_KEY_MISSING',
    message: expect.stringContaining(`Version ${id}`),
  });
  await expect(stranger.secretBox.open(column, row, sealed)).rejects.toEqual(missing);
  const newcomer = { organizationId: randomUUID(), id: randomUUID() };
  await expect(stranger.secretBox.seal(column, newcomer, secret)).rejects.toEqual(missing);
  const both = await openWith('the master key of another hub, as long', masterSecret);
  expect(await both.secretBox.open(column, row, sealed)).toBe(secret);
});

test('what was sealed before there were data keys opens in its place alone, by the column’s former name', async () => {
  const place = `${row.organizationId}/shop.tills/${row.id}`;
  const { secretBox } = secrets;
  const before = sealByFirstScheme(masterSecret, `${place}/code`, secret);
  expect(await secretBox.open(column, row, before)).toBe(secret);
  await expect(secretBox.open(otherColumn, row, before)).rejects.toEqual(unreadable);
  await expect(secretBox.open(column, { ...row, id: randomUUID() }, before)).rejects.toEqual(unreadable);
  const another = sealByFirstScheme(masterSecret, `${place}/code`, 'another');
  await expect(secretBox.open(column, row, { ...before, key: another.key })).rejects.toEqual(unreadable);
  const foreign = sealByFirstScheme('the master key of another hub, as long', `${place}/code`, secret);
  await expect(secretBox.open(column, row, foreign)).rejects.toThrow(`Version ${foreign.kid} of the master key`);
});

test('a refusal holds nothing of the secret or of a key', async () => {
  const sealed = await seal();
  const refusal: unknown = await secrets.secretBox.open(otherColumn, row, sealed).catch((error: unknown) => error);
  expect(refusal).toEqual(unreadable);
  const said = JSON.stringify(refusal, Object.getOwnPropertyNames(refusal));
  for (const part of [secret, sealed.box]) expect(said).not.toContain(part);
});
