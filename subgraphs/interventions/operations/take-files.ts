import { NotFoundError } from '../../../platform/errors/errors.js';
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
 * @throws NotFoundError naming the item whose file is not
 */
export async function takeFiles({ em }: UnitOfWork, { documents = [], photos = [] }: Items): Promise<void> {
  const named = [...withFile('documents', documents), ...withFile('photos', photos)];
  if (named.length === 0) return;
  const files = await fileById(
    em,
    named.map(({ id }) => id),
  );
  for (const { item, field, id } of named) {
    if (files.get(id)?.subject.type !== 'intervention') {
      throw new NotFoundError(`No intervention has a file ${id}.`, { details: { field, id } });
    }
    item.url = null;
  }
}

const withFile = (list: string, items: readonly (Document | Photo)[]) =>
  items.flatMap((item, index) => (item.fileId ? [{ item, field: `${list}.${index}.fileId`, id: item.fileId }] : []));
