import type { DomainEvent } from '../events/domain-event-job.js';
import type { DomainEventName } from '../events/domain-events.js';
import { runUnitOfWork, type UnitOfWork, type UnitOfWorkServices } from './unit-of-work.js';

/** Runs what an event leads to in one transaction, as the hub, in the organization the event happened in. */
export function runEventHandler<Name extends DomainEventName>(
  services: UnitOfWorkServices,
  event: DomainEvent<Name>,
  work: (unit: UnitOfWork) => Promise<void>,
): Promise<void> {
  const { organizationId, requestId } = event;
  const actor = { kind: 'system' as const, id: `event:${event.name}`, name: 'Passerelle' };
  return runUnitOfWork(services, { caller: { organizationId, actor, scopes: ['admin'] }, requestId }, work);
}
