import type { EntityManager } from '../database/database.js';
import { idList } from '../database/id-list.js';
import { isUuid } from '../service/is-uuid.js';
import type { Loader } from '../service/request-context.js';
import type { FileSubjectType } from './file-subjects.js';
import { fileColumns, type StoredFile, storedFilesOf } from './stored-file.js';

/** Files by id, of the entity manager's organization alone; for `context.load`. */
export const fileById: Loader<string, StoredFile> = async (em, ids) => {
  const known = idList(ids.filter(isUuid));
  const rows = await em.execute(`select ${fileColumns} from files.files where id = any(?::uuid[])`, [known]);
  return new Map(storedFilesOf(rows).map((file) => [file.id, file]));
};

/** The files of some subjects of one type, the oldest first. */
export async function filesOf(
  em: EntityManager,
  type: FileSubjectType,
  subjectIds: readonly string[],
): Promise<StoredFile[]> {
  return storedFilesOf(
    await em.execute(
      `select ${fileColumns} from files.files where subject_type = ? and subject_id = any(?::uuid[]) order by id`,
      [type, idList(subjectIds)],
    ),
  );
}
