import type { EntityManager } from '../database/database.js';
import type { FileLinks } from './file-links.js';
import type { FileSubjectType } from './file-subjects.js';
import { filesOf } from './find-files.js';

/** The files of some subjects as the export of a person lists them, each with a link that is good for a week. */
export async function exportedFiles(
  em: EntityManager,
  files: FileLinks,
  type: FileSubjectType,
  subjectIds: readonly string[],
): Promise<object[]> {
  return (await filesOf(em, type, subjectIds)).map((file) => {
    const { id, kind, name, mediaType, size, sha256, createdAt, subject } = file;
    return {
      id,
      [`${type}Id`]: subject.id,
      kind,
      name,
      mediaType,
      size,
      sha256,
      createdAt,
      url: files.lastingLink(file),
    };
  });
}
