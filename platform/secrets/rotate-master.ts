import { setTimeout as pause } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { z } from 'zod';
import type { Database } from '../database/database.js';
import { ConflictError } from '../errors/errors.js';
import type { DataKeys } from './data-keys.js';
import type { MasterKeyring } from './master-keyring.js';
import { alsoReplaceDataKeys, finish, listVersions, type MasterVersion, makeCurrent } from './master-versions.js';
import { resealColumn } from './reseal-columns.js';
import type { SealedColumn } from './sealed-column.js';
import type { SecretBox } from './secret-box.js';

export interface Rotation {
  /** The database's owner: sees the keys of all organizations, and changes none. */
  owner: ClientBase;
  /** The application, which changes what is an organization's as that organization. */
  database: Database;
  dataKeys: DataKeys;
  secretBox: SecretBox;
  keyring: MasterKeyring;
  columns: readonly SealedColumn[];
  /** Every organization's id. */
  organizations: readonly string[];
  /** Whether the organizations get new data keys, and their secrets are sealed anew. */
  replaceDataKeys: boolean;
  /** Told a line for people at each step. */
  onProgress: (line: string) => void;
}

const batch = 100;

/** How often rows that somebody else holds are tried again, half a second apart. */
const maxPasses = 60;

/**
 * Goes over to the newest version of the master key, or goes on where an earlier run was ended. Everything else may run
 * meanwhile: each data key is wrapped anew in its own transaction, and what is sealed anew is only what nobody changed.
 * Where people keep the versions and have given no new one, what is there is brought up to the present one.
 * @throws ConflictError when another rotation runs, or when secrets could not be opened
 * @throws MasterKeyMissingError
 */
export async function rotateMaster(rotation: Rotation): Promise<void> {
  const { owner, replaceDataKeys, organizations, onProgress } = rotation;
  const { rows } = await owner.query("select pg_try_advisory_lock(hashtext('passerelle.rotate-master')) as mine");
  if (!rows[0]?.mine) throw new ConflictError('Another rotation of the master key is running.');

  const target = await chooseVersion(rotation);
  if (replaceDataKeys) await alsoReplaceDataKeys(owner);
  const current = (await listVersions(owner)).find((version) => version.current);
  onProgress(`Version ${target} of the master key is in use.`);
  await rewrapAll(rotation, target);
  if (current?.dataKeysSince) await renewAll(rotation, current.dataKeysSince);
  const unreadable: string[] = [];
  for (const organizationId of organizations) unreadable.push(...(await resealAll(rotation, organizationId)));
  const { rows: removed } = await owner.query('select secrets.remove_unused_data_keys() as count');
  if (removed[0]?.count > 0) onProgress(`Removed ${removed[0].count} old data keys.`);
  if (unreadable.length > 0) throw new ConflictError(`Not done, these secrets are left:\n${unreadable.join('\n')}`);
  await finish(owner);
  onProgress('Done.');
}

/** The version to go over to, made current: the one of a run that was ended, else the newest that is configured. */
async function chooseVersion({ owner, keyring, onProgress }: Rotation): Promise<string> {
  const current = await currentVersion(owner, keyring);
  for (const id of await versionsInUse(owner)) keyring.byId(id);
  if (current.finishedAt === null) return keyring.byId(current.id).id;
  const newest = keyring.all()[0].id;
  const target = newest === current.id ? keyring.addVersion?.().id : newest;
  if (!target) {
    onProgress(
      `HUB_MASTER_KEY is in use already. For a new version set HUB_MASTER_KEY to a new key and HUB_MASTER_KEY_OLDER to this one, start every process anew, and run this again.`,
    );
    return newest;
  }
  await makeCurrent(owner, target);
  return target;
}

/** In a database that has none yet, the oldest that is configured: what was sealed so far is under that one. */
async function currentVersion(owner: ClientBase, keyring: MasterKeyring): Promise<MasterVersion> {
  await owner.query('select secrets.wrapping_master_key($1)', [keyring.all().at(-1)?.id]);
  const current = (await listVersions(owner)).find((version) => version.current);
  if (!current) throw new Error('no version of the master key is current');
  return current;
}

const ids = z.array(z.object({ id: z.string() })).transform((rows) => rows.map(({ id }) => id));

async function versionsInUse(owner: ClientBase): Promise<string[]> {
  return ids.parse((await owner.query('select distinct master_key as id from secrets.data_keys')).rows);
}

const keyRows = z.array(z.object({ id: z.string(), organizationId: z.string() }));

async function rewrapAll({ owner, dataKeys, onProgress }: Rotation, target: string): Promise<void> {
  const query = `select id, organization_id as "organizationId" from secrets.data_keys where master_key <> $1 limit ${batch}`;
  let done = 0;
  for (;;) {
    const keys = keyRows.parse((await owner.query(query, [target])).rows);
    if (keys.length === 0) break;
    for (const { organizationId, id } of keys) await dataKeys.rewrap(organizationId, id);
    done += keys.length;
    onProgress(`Wrapped ${done} data keys anew.`);
  }
}

async function renewAll({ organizations, dataKeys, onProgress }: Rotation, madeBefore: Date): Promise<void> {
  let done = 0;
  for (const organizationId of organizations) {
    if (await dataKeys.renew(organizationId, madeBefore)) done += 1;
  }
  onProgress(`Gave ${done} organizations new data keys.`);
}

/** @returns what cannot be sealed anew, in words */
async function resealAll({ columns, database, secretBox, onProgress }: Rotation, organizationId: string) {
  const left: string[] = [];
  let resealed = 0;
  for (const column of columns) {
    for (let pass = 1; ; pass += 1) {
      const { resealed: count, busy, unreadable } = await resealColumn({ database, secretBox, organizationId }, column);
      resealed += count;
      if (busy > 0 && pass < maxPasses) {
        await pause(500);
        continue;
      }
      left.push(...unreadable);
      if (busy > 0) left.push(`${column.table}.${column.column}: ${busy} rows are being written all the time`);
      break;
    }
  }
  if (resealed > 0) onProgress(`Sealed ${resealed} secrets of ${organizationId} anew.`);
  return left;
}
