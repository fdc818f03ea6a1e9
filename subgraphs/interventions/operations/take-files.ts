import { refuseViolations } from '../../../platform/errors/violations.js';
import { fileById } from '../../../platform/files/find-files.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Document, Photo } from '../entities/dossier.js';

interface Items {
  documents?: readonly Document[] | undefined;
  photos?: readonly Photo[] | undefined;
}

/**
 * Sees to it that the files which documents and photos name are there and are an intervention's: those of a quote, say,
 * are not for everybody who may read a dossier. What has a file keeps no address; its links are made when they are read.
 * @throws InvalidInputError naming every item whose file is not
 */
export async function takeFiles({ em }: UnitOfWork, { documents, photos }: Items): Promise<void> {
  const named = Object.entries({ documents, photos }).flatMap(
    ([list, all]: [string, readonly (Document | Photo)[] | undefined]) =>
      (all ?? []).flatMap((item, index) =>
        item.fileId ? [{ field: `${list}.${index}.fileId`, item, id: item.fileId }] : [],
      ),
  );
  if (named.length === 0) return;
  const files = await fileById(
    em,
    named.map(({ id }) => id),
  );
  refuseViolations(
    named
      .filter(({ id }) => files.get(id)?.subject.type !== 'intervention')
      .map(({ field }) => ({ field, message: 'must be the id of a file of an intervention' })),
  );
  for (const { item } of named) item.url = null;
}
