import { z } from 'zod';
import { ConflictError } from '../errors/errors.js';
import { checked } from '../service/check-input.js';
import { id, text } from '../service/input-rules.js';
import type { UnitOfWork } from '../service/unit-of-work.js';
import type { ReceivedFile } from './file-store.js';
import { type FileSubjectType, fileSubjects } from './file-subjects.js';
import { fileColumns, type StoredFile, storedFilesOf } from './stored-file.js';

/** What a file is called, what it is, and whose. */
export const fileRules = z.strictObject({
  subject: z.strictObject({
    type: z.enum(Object.keys(fileSubjects) as [FileSubjectType, ...FileSubjectType[]]),
    id,
  }),
  kind: z.string().regex(/^[a-z][a-z0-9_-]{0,49}$/, 'must be 1 to 50 small letters, digits, - or _, a letter first'),
  name: text(200),
});
export type FileDescription = z.infer<typeof fileRules>;

/**
 * Makes a file of what was received, in the unit's transaction. Content that the subject has already under that kind
 * is the file that is there, with the name it has.
 * @throws InvalidInputError
 * @throws ConflictError when it was received more than a day ago, and is gone
 */
export async function recordFile(
  unit: UnitOfWork,
  received: ReceivedFile,
  description: FileDescription,
): Promise<StoredFile> {
  const { subject, kind, name } = checked(fileRules, description);
  const same = [received.organizationId, subject.type, subject.id, kind, received.sha256];
  const made = storedFilesOf(
    await unit.em.execute(
      `insert into files.files (organization_id, subject_type, subject_id, kind, sha256,
         id, created_at, name, media_type, size, storage_key, data_key)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (organization_id, subject_type, subject_id, kind, sha256) do nothing returning ${fileColumns}`,
      [
        ...same,
        received.id,
        unit.now(),
        name,
        received.mediaType,
        received.size,
        received.storageKey,
        received.dataKey,
      ],
    ),
  );
  const [file] = made;
  if (!file) return theSame(unit, same);
  const kept = 'delete from files.leftovers where storage_key = ? returning storage_key';
  const [waiting] = await unit.em.execute<unknown[]>(kept, [received.storageKey]);
  if (waiting === undefined) throw new ConflictError('The content was deleted, as nothing needed it for a day.');
  return file;
}

/** The copy that was just received stays among the leftovers, and goes with them. */
async function theSame({ em }: UnitOfWork, same: unknown[]): Promise<StoredFile> {
  const [file] = storedFilesOf(
    await em.execute(
      `select ${fileColumns} from files.files
       where organization_id = ? and subject_type = ? and subject_id = ? and kind = ? and sha256 = ?`,
      same,
    ),
  );
  if (!file) throw new ConflictError('The same file was removed at this very moment.');
  return file;
}
