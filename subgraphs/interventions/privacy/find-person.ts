import { z } from 'zod';
import type { EntityManager } from '../../../platform/database/database.js';
import { InvalidInputError, NotFoundError } from '../../../platform/errors/errors.js';
import { checked } from '../../../platform/service/check-input.js';
import { email as emailRules, normalizeEmail } from '../../../platform/service/input-rules.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import { Intervention } from '../entities/intervention.js';

/** How a caller names a person: by one of the two. */
export interface PersonName {
  interventionId?: string | null;
  email?: string | null;
}

export interface Person {
  /** What it was asked by. */
  id: string;
  /** Normalized; `null` when the beneficiary has none. */
  email: string | null;
  interventions: Intervention[];
}

const ids = z.array(z.object({ id: z.uuid() }));

/**
 * The beneficiary of an intervention, or whoever has an e-mail address: the person is the address, so all interventions
 * of it are theirs. A beneficiary without an address is known by the one intervention.
 * @throws InvalidInputError unless exactly one of the two is given
 * @throws NotFoundError when there is no such intervention
 */
export async function findPerson(em: EntityManager, { interventionId, email }: PersonName): Promise<Person> {
  if ((interventionId == null) === (email == null)) {
    const message = 'must be given, or else email, and not both';
    throw new InvalidInputError('Name the person by an intervention or by an e-mail address.', {
      details: { violations: [{ field: 'interventionId', message }] },
    });
  }
  if (interventionId == null) {
    const address = checked(z.object({ email: emailRules }), { email }).email;
    return { id: address, email: address, interventions: await interventionsOf(em, address) };
  }
  const asked = isUuid(interventionId) ? await em.findOne(Intervention, { id: interventionId }) : null;
  if (!asked) {
    throw new NotFoundError(`There is no intervention ${interventionId}.`, { details: { id: interventionId } });
  }
  const address = normalizeEmail(asked.beneficiary.email ?? '') || null;
  const interventions = address === null ? [asked] : await interventionsOf(em, address);
  return { id: asked.id, email: address, interventions };
}

async function interventionsOf(em: EntityManager, email: string): Promise<Intervention[]> {
  const select = 'select id from interventions.interventions where lower(btrim(beneficiary_email)) = ?';
  const found = ids.parse(await em.execute(select, [email])).map(({ id }) => id);
  return em.find(Intervention, { id: { $in: found } }, { orderBy: { id: 'asc' } });
}
