import { z } from 'zod';
import { defineJob, type SendableJob } from '../jobs/job.js';
import { actorKinds } from '../service/caller.js';
import {
  type Consumer,
  type DomainEventData,
  type DomainEventName,
  domainEvents,
  type EventsFor,
} from './domain-events.js';

const envelope = z.object({
  /** The tenant the event happened in. */
  organizationId: z.uuid(),
  name: z.string(),
  data: z.unknown(),
  occurredAt: z.iso.datetime(),
  /** Who caused it, for the records of what follows from it. */
  actor: z.object({ kind: z.enum(actorKinds), id: z.string(), name: z.string() }),
  requestId: z.string(),
});
export type DomainEventEnvelope = z.infer<typeof envelope>;

/** What a handler gets; run at least once for each event, in no promised order. */
export interface DomainEvent<Name extends DomainEventName> extends Omit<DomainEventEnvelope, 'name' | 'data'> {
  name: Name;
  data: DomainEventData<Name>;
}

/** One handler for each event the subgraph is a consumer of: the compiler names the one that is missing. */
export type DomainEventHandlers<C extends Consumer, Deps> = {
  [Name in EventsFor<C>]: (event: DomainEvent<Name>, deps: Deps) => Promise<void>;
};

/** The queue through which a consumer is told of events. */
export function domainEventQueue(consumer: Consumer): SendableJob<DomainEventEnvelope> {
  return { name: `domain-events-${consumer}`, payload: envelope };
}

/** The job that hands a subgraph its events. */
export function domainEventJob<C extends Consumer, Deps>(consumer: C, handlers: DomainEventHandlers<C, Deps>) {
  const handlerOf = new Map<string, (event: DomainEvent<DomainEventName>, deps: Deps) => Promise<void>>(
    Object.entries(handlers),
  );
  return defineJob<DomainEventEnvelope, Deps>({
    ...domainEventQueue(consumer),
    async run({ name, data, ...rest }, deps) {
      const known = eventName.parse(name);
      const handler = handlerOf.get(known);
      if (!handler) throw new Error(`${consumer} has no handler for ${known}`);
      await handler({ ...rest, name: known, data: domainEvents[known].data.parse(data) }, deps);
    },
  });
}

const eventName = z.custom<DomainEventName>((value) => typeof value === 'string' && Object.hasOwn(domainEvents, value));
