import DataLoader from 'dataloader';
import type { AuditEntry } from '../audit/audit-log.js';
import type { AuditedCall } from '../audit/audited-call.js';
import type { EntityManager } from '../database/database.js';
import type { Caller } from './caller.js';
import { runUnitOfWork, type UnitOfWork, type UnitOfWorkServices } from './unit-of-work.js';

/** Loads many things at once by key; declared once beside what it loads. A key with no value yields `undefined`. */
export type Loader<Key extends string, Value> = (em: EntityManager, keys: readonly Key[]) => Promise<Map<Key, Value>>;

/** The GraphQL context of every resolver of a subgraph. */
export interface RequestContext<Services = unknown> {
  caller: Caller;
  /** What the subgraph's definition asks for beyond the common services. */
  services: Services;
  requestId: string;
  /** For reading, as the caller's organization. */
  em: EntityManager;
  /** The mutation that is being run, when it leaves an entry in the audit log. */
  audited: AuditedCall | null;
  /** Puts something on record in a transaction of its own. */
  record(entry: AuditEntry): Promise<void>;
  /** Runs an operation in a transaction of its own; what a mutation did is put on record in the same one. */
  write<T>(operation: (unit: UnitOfWork) => Promise<T>): Promise<T>;
  /** Batches with every other load of the same loader in the same tick: one statement for a page of fifty. */
  load<Key extends string, Value>(loader: Loader<Key, Value>, key: Key): Promise<Value | undefined>;
}

export function createRequestContext<Services extends UnitOfWorkServices>(
  services: Services,
  { caller, requestId, em }: Pick<RequestContext, 'caller' | 'requestId' | 'em'>,
): RequestContext<Services> {
  // Erased on purpose: a loader's own function is the key that ties its types together.
  const loaders = new Map<unknown, DataLoader<string, unknown>>();
  const identity = { caller, requestId };
  const context: RequestContext<Services> = {
    caller,
    services,
    requestId,
    em,
    audited: null,
    async record(entry) {
      const log = await services.audit.open(caller.organizationId);
      await runUnitOfWork(services, identity, (unit) => log.append(unit, entry));
    },
    async write(operation) {
      const { audited } = context;
      if (!audited) return runUnitOfWork(services, identity, operation);
      const log = await services.audit.open(caller.organizationId);
      const result = await runUnitOfWork(services, identity, async (unit) => {
        const changes = services.database.changesOf(unit.em);
        const done = await operation(unit);
        await unit.em.flush();
        await log.append(unit, audited.done(changes));
        return done;
      });
      audited.recorded = true;
      return result;
    },
    load<Key extends string, Value>(loader: Loader<Key, Value>, key: Key) {
      let batching = loaders.get(loader) as DataLoader<Key, Value | undefined> | undefined;
      if (!batching) {
        batching = new DataLoader(
          async (keys) => {
            const found = await loader(em, [...new Set(keys)]);
            return keys.map((one) => found.get(one));
          },
          // A mutation in the same request may change what was loaded before it: batch, don't remember.
          { cache: false },
        );
        loaders.set(loader, batching as unknown as DataLoader<string, unknown>);
      }
      return batching.load(key);
    },
  };
  return context;
}
