import { idList } from '../database/id-list.js';
import type { UnitOfWork } from '../service/unit-of-work.js';
import type { FileSubjectType } from './file-subjects.js';
import { sweepFiles } from './sweep-files.js';

/**
 * Removes the files of some subjects of one type, in the unit's transaction; a job deletes their content as soon as it
 * commits. Their links open nothing any more.
 * @returns how many there were
 */
export async function removeFilesOf(
  unit: UnitOfWork,
  type: FileSubjectType,
  subjectIds: readonly string[],
): Promise<number> {
  const removed = await unit.em.execute<unknown[]>(
    `with gone as (delete from files.files where subject_type = ? and subject_id = any(?::uuid[])
       returning storage_key, organization_id)
     insert into files.leftovers (storage_key, organization_id, due_at)
     select storage_key, organization_id, ?::timestamptz from gone returning storage_key`,
    [type, idList(subjectIds), unit.now()],
  );
  if (removed.length > 0) await unit.enqueue(sweepFiles, {});
  return removed.length;
}
