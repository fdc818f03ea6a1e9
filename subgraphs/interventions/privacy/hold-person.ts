import { z } from 'zod';
import { ConflictError } from '../../../platform/errors/errors.js';
import { checked } from '../../../platform/service/check-input.js';
import { moment, optional, text } from '../../../platform/service/input-rules.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { findErasure } from './find-erasure.js';
import { findPerson, type Person, type PersonName } from './find-person.js';
import { Hold } from './hold.js';
import { lockPeople } from './lock-people.js';
import { PersonHeldError } from './person-held-error.js';

const rules = z.object({ reason: text(500), until: optional(moment) });

/**
 * Keeps a person's data from being erased until a date, or until it is released.
 * @throws InvalidInputError, NotFoundError
 * @throws ConflictError when the person is being erased
 */
export async function holdPerson(
  unit: UnitOfWork,
  { reason, until, ...name }: PersonName & { reason: string; until: Date | null },
): Promise<Hold> {
  const input = checked(
    rules.refine((given) => !given.until || given.until > unit.now(), {
      path: ['until'],
      error: 'must be in the future',
    }),
    { reason, until },
  );
  await lockPeople(unit);
  const person = await findPerson(unit.em, name);
  const erasure = await findErasure(unit.em, person);
  if (erasure && !erasure.completedAt) {
    throw new ConflictError('The person is being erased.', { details: { erasureId: erasure.id } });
  }
  return unit.em.create(Hold, {
    ...input,
    organizationId: unit.caller.organizationId,
    interventionId: name.interventionId ?? null,
    email: name.interventionId == null ? person.email : null,
    placedBy: unit.caller.actor.name,
    createdAt: unit.now(),
  });
}

/** Ends a hold. One that has ended stays as it is. @throws NotFoundError */
export async function releaseHold(unit: UnitOfWork, id: string): Promise<Hold> {
  const hold = await requireRow(unit, Hold, id, { lock: true });
  hold.releasedAt ??= unit.now();
  hold.releasedBy ??= unit.caller.actor.name;
  return hold;
}

/** @throws PersonHeldError while one of the person's holds stands, naming the one that ends last */
export async function refuseHeld(unit: UnitOfWork, person: Person): Promise<void> {
  const standing = { releasedAt: null, $or: [{ until: null }, { until: { $gt: unit.now() } }] };
  const [hold] = (await unit.em.find(Hold, { $and: [ofPerson(person), standing] })).sort(
    (one, other) => (other.until?.getTime() ?? Infinity) - (one.until?.getTime() ?? Infinity),
  );
  if (!hold) return;
  const { id: holdId, reason, until } = hold;
  throw new PersonHeldError(`A legal hold keeps this person’s data: ${reason}`, {
    details: { holdId, reason, until: until?.toISOString() ?? null },
  });
}

/** What holds a person was kept by says of them goes with the rest. */
export async function forgetHolds(unit: UnitOfWork, { email }: Person): Promise<number> {
  return email === null ? 0 : unit.em.nativeUpdate(Hold, { email }, { email: null });
}

const ofPerson = ({ email, interventions }: Person) => ({
  $or: [{ interventionId: { $in: interventions.map(({ id }) => id) } }, ...(email === null ? [] : [{ email }])],
});
