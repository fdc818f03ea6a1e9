import type { EntityManager } from '../../../platform/database/database.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
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
export async function exportDocument(em: EntityManager, parts: PersonExport, at: Date): Promise<object> {
  const { id, billing, marketing, integrations } = parts;
  const person = await findPerson(em, isUuid(id) ? { interventionId: id } : { email: id });
  const interventionIds = person.interventions.map((intervention) => intervention.id);
  const holds = await em.find(Hold, {
    $or: [{ interventionId: { $in: interventionIds } }, ...(person.email === null ? [] : [{ email: person.email }])],
  });
  return {
    exportedAt: at.toISOString(),
    knownBy: { email: person.email, interventionIds },
    interventions: { dossiers: person.interventions.map(dossierOf), holds: holds.map(holdOf) },
    integrations,
    marketing,
    billing,
  };
}

function dossierOf(dossier: Intervention) {
  const { id, reference, status, createdAt, updatedAt, completedAt, reviewReasons } = dossier;
  const { beneficiary, site, operations, products, documents, photos, installer } = dossier;
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
    documents,
    photos,
    installer,
    reviewReasons,
  };
}

const holdOf = ({ id, reason, createdAt, until, releasedAt }: Hold) => ({ id, reason, createdAt, until, releasedAt });
