import { LockMode } from '@mikro-orm/core';
import type { ErasurePart } from '../../../platform/events/erasure-part.js';
import { removeFilesOf } from '../../../platform/files/remove-files.js';
import { emailDigest } from '../../../platform/service/email-digest.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Beneficiary, Site } from '../entities/dossier.js';
import { Intervention } from '../entities/intervention.js';
import { recordChange } from '../operations/record-change.js';
import { Erasure } from './erasure.js';
import { findErasure } from './find-erasure.js';
import { findPerson, type PersonName } from './find-person.js';
import { forgetHolds, refuseHeld } from './hold-person.js';
import { lockPeople } from './lock-people.js';

/**
 * Takes a person's data out of their dossiers, and has the other subgraphs do the same. Asked again while it is under
 * way, those that are not done are told once more; asked again afterwards, it says what was done.
 * @throws InvalidInputError, NotFoundError
 * @throws PersonHeldError
 */
export async function erasePerson(unit: UnitOfWork, name: PersonName): Promise<Erasure> {
  await lockPeople(unit);
  const person = await findPerson(unit.em, name);
  await refuseHeld(unit, person);
  const earlier = await findErasure(unit.em, person);
  const filled = person.interventions.filter((intervention) => !isEmpty(intervention));
  const ids = person.interventions.map(({ id }) => id);
  const stored = await removeFilesOf(unit, 'intervention', ids);
  if (earlier && filled.length === 0 && stored === 0) {
    if (!earlier.completedAt) await tellOthers(unit, earlier);
    return earlier;
  }
  const part = await emptyDossiers(
    unit,
    filled.map(({ id }) => id),
  );
  part.erased.push({ what: 'files of the dossiers: name and content', count: stored });
  part.erased.push({ what: 'addresses of legal holds that ended', count: await forgetHolds(unit, person) });
  const erasure = unit.em.create(Erasure, {
    organizationId: unit.caller.organizationId,
    interventionIds: ids,
    emailDigest: person.email === null ? null : emailDigest(person.email),
    requestedBy: unit.caller.actor.name,
    parts: [{ ...part, doneAt: unit.now().toISOString() }],
    createdAt: unit.now(),
  });
  await tellOthers(unit, erasure);
  return erasure;
}

function tellOthers(unit: UnitOfWork, { id: erasureId, interventionIds, emailDigest }: Erasure): Promise<void> {
  return unit.emit('person.erasure-requested', { erasureId, interventionIds, emailDigest });
}

/** Whether nothing of a person is left in the dossier, so that there is nothing to erase. */
const isEmpty = ({ beneficiary, site, documents, photos }: Intervention): boolean =>
  [...Object.values(beneficiary), ...Object.values(site)].every((value) => value === null) &&
  documents.length + photos.length === 0;

async function emptyDossiers(unit: UnitOfWork, ids: readonly string[]): Promise<ErasurePart> {
  const dossiers = await unit.em.find(
    Intervention,
    { id: { $in: [...ids] } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
  const items = dossiers.flatMap(({ documents, photos }) => [...documents, ...photos]);
  const elsewhere = items.filter(({ fileId }) => !fileId).length;
  for (const dossier of dossiers) {
    const products = dossier.products.map((product) => ({ ...product, serialNumber: null }));
    unit.em.assign(dossier, {
      beneficiary: new Beneficiary(),
      site: new Site(),
      documents: [],
      photos: [],
      products,
      reviewReasons: [],
    });
    const fields = ['beneficiary', 'site', 'documents', 'photos', 'products', 'reviewReasons'];
    await recordChange(unit, dossier, { action: 'erased', fields });
  }
  return {
    subgraph: 'interventions',
    erased: [
      { what: 'dossiers: beneficiary, site, serial numbers, reasons of a review', count: dossiers.length },
      { what: 'documents and photos of the dossiers', count: items.length },
    ],
    kept: [
      {
        what: 'dossiers: reference, status, operations, products, installer, history',
        count: dossiers.length,
        reason: 'They tell of the work and of those who did it, and of nobody whom it was done for.',
        until: null,
      },
      ...(elsewhere > 0 ? [keptElsewhere(elsewhere)] : []),
    ],
    recipients: [],
  };
}

const keptElsewhere = (count: number) => ({
  what: 'files that the hub does not keep itself',
  count,
  reason: 'The hub held their addresses alone: they have to be deleted where they are stored.',
  until: null,
});
