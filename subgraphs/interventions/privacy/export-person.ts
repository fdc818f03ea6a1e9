import type { EntityManager } from '../../../platform/database/database.js';
import { exportedFiles } from '../../../platform/files/exported-files.js';
import type { FileLinks } from '../../../platform/files/file-links.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import type { Intervention } from '../entities/intervention.js';
import { findPerson, type Person } from './find-person.js';
import { Hold } from './hold.js';
import type { PersonExport } from './types.js';

/** What the others need to find their part by. */
export const personExport = ({ id, email, interventions }: Person): PersonExport => ({
  id,
  email,
  interventionIds: interventions.map((intervention) => intervention.id),
});

/**
 * The whole document: the parts of the others, which came with the reference, and what is here.
 * @throws NotFoundError when the intervention is gone meanwhile
 */
export async function exportDocument(
  em: EntityManager,
  parts: PersonExport,
  { files, now }: Pick<SubgraphServices, 'files' | 'now'>,
): Promise<object> {
  const { id, billing, marketing, integrations } = parts;
  const person = await findPerson(em, isUuid(id) ? { interventionId: id } : { email: id });
  const interventionIds = person.interventions.map((intervention) => intervention.id);
  const holds = await em.find(Hold, {
    $or: [{ interventionId: { $in: interventionIds } }, ...(person.email === null ? [] : [{ email: person.email }])],
  });
  return {
    exportedAt: now().toISOString(),
    knownBy: { email: person.email, interventionIds },
    interventions: {
      dossiers: person.interventions.map((dossier) => dossierOf(dossier, files)),
      files: await exportedFiles(em, files, 'intervention', interventionIds),
      holds: holds.map(holdOf),
    },
    integrations,
    marketing,
    billing,
  };
}

function dossierOf(dossier: Intervention, files: FileLinks) {
  const { id, reference, status, createdAt, updatedAt, completedAt, reviewReasons } = dossier;
  const { organizationId, beneficiary, site, operations, products, documents, photos, installer } = dossier;
  const linked = <Item extends { fileId: string | null; url: string | null }>(item: Item): Item =>
    item.fileId ? { ...item, url: files.lastingLink({ id: item.fileId, organizationId }) } : item;
  return {
    id,
    reference,
    status,
    createdAt,
    updatedAt,
    completedAt,
    beneficiary: { ...beneficiary },
    site: { ...site },
    operations,
    products,
    documents: documents.map(linked),
    photos: photos.map(linked),
    installer,
    reviewReasons,
  };
}

const holdOf = ({ id, reason, createdAt, until, releasedAt }: Hold) => ({ id, reason, createdAt, until, releasedAt });
