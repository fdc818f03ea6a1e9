import type { AuditLog } from '../audit/audit-log.js';
import type { Database, EntityManager } from '../database/database.js';
import { domainEventQueue } from '../events/domain-event-queue.js';
import { type DomainEventData, type DomainEventName, domainEvents } from '../events/domain-events.js';
import type { SendableJob } from '../jobs/job.js';
import type { JobQueue, SendOptions } from '../jobs/job-queue.js';
import type { Caller } from './caller.js';

/** What an operation works with: one transaction of one caller. Rows, events and jobs are committed together or not at all. */
export interface UnitOfWork {
  em: EntityManager;
  caller: Caller;
  requestId: string;
  now(): Date;
  /** Tells the event's consumers, when the transaction commits. */
  emit<Name extends DomainEventName>(name: Name, data: DomainEventData<Name>): Promise<void>;
  /** Starts a job, when the transaction commits. */
  enqueue<Payload extends object>(job: SendableJob<Payload>, payload: Payload, options?: SendOptions): Promise<void>;
}

export interface UnitOfWorkServices {
  database: Database;
  jobs: JobQueue;
  audit: AuditLog;
  /** The present moment; tests turn it. */
  now(): Date;
}

/** Who does it, and for which request. */
export type UnitIdentity = Pick<UnitOfWork, 'caller' | 'requestId'>;

/** Runs `work` in one transaction as the caller; commits when it returns and rolls everything back when it throws. */
export function runUnitOfWork<T>(
  services: UnitOfWorkServices,
  identity: UnitIdentity,
  work: (unit: UnitOfWork) => Promise<T>,
): Promise<T> {
  return services.database.transaction(identity.caller.organizationId, (em) => work(unitOn(em, services, identity)));
}

/** What an operation works with, on a transaction of the caller's organization that is open already. */
export function unitOn(
  em: EntityManager,
  { jobs, now }: UnitOfWorkServices,
  { caller, requestId }: UnitIdentity,
): UnitOfWork {
  return {
    em,
    caller,
    requestId,
    now,
    enqueue: (job, payload, options) => jobs.send(em, job, payload, options),
    async emit(name, data) {
      const { organizationId, actor } = caller;
      const envelope = { organizationId, actor, requestId, name, data, occurredAt: now().toISOString() };
      for (const consumer of domainEvents[name].consumers) await jobs.send(em, domainEventQueue(consumer), envelope);
    },
  };
}
