import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Customer } from '../entities/customer.js';
import { CustomerKind } from '../entities/customer-kind.js';

/** A lead became a client: there is a customer for the contact. Said twice, there is one. */
export async function welcomeClient(unit: UnitOfWork, client: DomainEventData<'client.converted'>): Promise<void> {
  const { contactId, displayName, email, phone } = client;
  if (await unit.em.findOne(Customer, { contactId })) return;
  unit.em.create(Customer, {
    organizationId: unit.caller.organizationId,
    kind: CustomerKind.PERSON,
    name: displayName,
    email,
    phone,
    contactId,
    createdAt: unit.now(),
  });
}
