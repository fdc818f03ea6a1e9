import type { ClientBase } from 'pg';
import { z } from 'zod';

/** A version of the master key as the database knows it; the key itself is never there. */
const version = z.object({
  id: z.string(),
  number: z.number(),
  current: z.boolean(),
  since: z.date(),
  /** Data keys made before are to be replaced as well; null when only they are to be wrapped anew. */
  dataKeysSince: z.date().nullable(),
  /** Null while the rotation to this version is not done. */
  finishedAt: z.date().nullable(),
});
export type MasterVersion = z.infer<typeof version>;

const columns = `id, number, current, since, data_keys_since as "dataKeysSince", finished_at as "finishedAt"`;

/** Every version that was ever in use, the oldest first. @param owner the database's owner */
export async function listVersions(owner: ClientBase): Promise<MasterVersion[]> {
  const { rows } = await owner.query(`select ${columns} from secrets.master_keys order by number`);
  return z.array(version).parse(rows);
}

/** Makes a version the one that data keys are wrapped by from now on, in all processes at once. */
export async function makeCurrent(owner: ClientBase, id: string): Promise<void> {
  await owner.query('begin');
  await owner.query('update secrets.master_keys set current = false where current');
  await owner.query(
    `insert into secrets.master_keys (id, current) values ($1, true) on conflict (id)
     do update set current = true, since = now(), data_keys_since = null, finished_at = null`,
    [id],
  );
  await owner.query('commit');
}

/** Notes that the data keys there are now are to be replaced too; what a rotation under way has noted stays. */
export async function alsoReplaceDataKeys(owner: ClientBase): Promise<void> {
  await owner.query(
    `update secrets.master_keys set finished_at = null, data_keys_since =
       case when finished_at is null then coalesce(data_keys_since, now()) else now() end where current`,
  );
}

export async function finish(owner: ClientBase): Promise<void> {
  await owner.query('update secrets.master_keys set finished_at = now() where current');
}
