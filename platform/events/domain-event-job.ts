import { z } from 'zod';
import type { EntityManager } from '../database/database.js';
import { defineJob } from '../jobs/job.js';
import { type UnitOfWork, type UnitOfWorkServices, unitOn } from '../service/unit-of-work.js';
import { type DomainEventEnvelope, domainEventQueue } from './domain-event-queue.js';
import {
  type Consumer,
  type DomainEventData,
  type DomainEventName,
  domainEvents,
  type EventsFor,
} from './domain-events.js';

/** What a handler gets; handled at least once for each event, in no promised order. */
export interface DomainEvent<Name extends DomainEventName> extends Omit<DomainEventEnvelope, 'name' | 'data'> {
  name: Name;
  data: DomainEventData<Name>;
}

/** What an event leads to, within a transaction of the organization it happened in. */
type Handler<Name extends DomainEventName, Deps> = (
  unit: UnitOfWork,
  event: DomainEvent<Name>,
  deps: Deps,
) => Promise<void>;

/** One handler for each event the subgraph is a consumer of: the compiler names the one that is missing. */
export type DomainEventHandlers<C extends Consumer, Deps> = { [Name in EventsFor<C>]: Handler<Name, Deps> };

/**
 * One loop: handlers only write rows, and those of one organization, done one after another in one transaction, are
 * many times faster than side by side, and do not wait for each other's locks.
 */
const intake = { concurrency: 1, batchSize: 50 };

/** The job that hands a subgraph its events. */
export function domainEventJob<C extends Consumer, Deps extends UnitOfWorkServices>(
  consumer: C,
  handlers: DomainEventHandlers<C, Deps>,
) {
  const handlerOf = new Map<string, Handler<DomainEventName, Deps>>(Object.entries(handlers));

  async function handle(em: EntityManager, { name, data, ...rest }: DomainEventEnvelope, deps: Deps): Promise<void> {
    const known = eventName.parse(name);
    const handler = handlerOf.get(known);
    if (!handler) throw new Error(`${consumer} has no handler for ${known}`);
    const { organizationId, requestId } = rest;
    // The hub itself acts; who caused the event is in the event.
    const actor = { kind: 'system' as const, id: `event:${known}`, name: 'Passerelle' };
    const unit = unitOn(em, deps, { caller: { organizationId, actor, scopes: ['admin'] }, requestId });
    await handler(unit, { ...rest, name: known, data: domainEvents[known].data.parse(data) }, deps);
  }

  return defineJob<DomainEventEnvelope, Deps>({
    ...domainEventQueue(consumer),
    intake,
    run: (event, deps) => deps.database.transaction(event.organizationId, (em) => handle(em, event, deps)),
    together: {
      keyOf: ({ organizationId }) => organizationId,
      async run(events, deps) {
        const organizationId = events[0]?.organizationId;
        if (!organizationId) return;
        await deps.database.transaction(organizationId, async (em) => {
          for (const event of events) {
            await handle(em, event, deps);
            await em.flush();
          }
        });
      },
    },
  });
}

const eventName = z.custom<DomainEventName>((value) => typeof value === 'string' && Object.hasOwn(domainEvents, value));
