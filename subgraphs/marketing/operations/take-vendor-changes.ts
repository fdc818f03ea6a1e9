import { z } from 'zod';
import { ConflictError } from '../../../platform/errors/errors.js';
import { HubError } from '../../../platform/errors/hub-error.js';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Contact } from '../entities/contact.js';
import { updateContact } from './update-contact.js';

const text = z.string().nullable();
const told = z
  .object({ firstName: text, lastName: text, email: text, phone: text, tags: z.array(z.string()) })
  .partial();

/**
 * Takes over what was changed of a contact at a vendor, as if a person had. What is refused is told back and left for a
 * person. Said again, nothing more is changed.
 */
export async function takeVendorChanges(
  unit: UnitOfWork,
  { type, subjectId, connectionId, connector, externalId, changes }: DomainEventData<'record.changed-at-vendor'>,
): Promise<void> {
  if (type !== 'contact' || subjectId === null || (await isErased(unit, subjectId))) return;
  try {
    const given = told.parse(changes);
    if (given.email) await refuseTaken(unit, subjectId, given.email);
    await updateContact(unit, subjectId, given);
  } catch (error) {
    if (!(error instanceof HubError) || error.retryable) throw error;
    const shared = { type, subjectId, connectionId, connector, externalId };
    await unit.emit('record.change-refused', { ...shared, changes, ours: {}, reason: error.message });
  }
}

async function isErased({ em }: UnitOfWork, id: string): Promise<boolean> {
  const select = 'select from marketing.contacts where id = ? and erasure_id is not null';
  return (await em.execute<unknown[]>(select, [id])).length > 0;
}

/** Before it is written: PostgreSQL ends a transaction in which a write was refused. */
async function refuseTaken({ em }: UnitOfWork, id: string, email: string): Promise<void> {
  const isTaken = (await em.count(Contact, { email: email.trim().toLowerCase(), id: { $ne: id } })) > 0;
  if (isTaken) throw new ConflictError('Another contact has the e-mail address.', { details: { field: 'email' } });
}
