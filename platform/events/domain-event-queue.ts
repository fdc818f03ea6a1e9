import { z } from 'zod';
import type { SendableJob } from '../jobs/job.js';
import { actorKinds } from '../service/caller.js';
import type { Consumer } from './domain-events.js';

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

/** The queue through which a consumer is told of events. */
export function domainEventQueue(consumer: Consumer): SendableJob<DomainEventEnvelope> {
  return { name: `domain-events-${consumer}`, payload: envelope };
}
