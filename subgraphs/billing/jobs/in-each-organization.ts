import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { runUnitOfWork, type UnitOfWork } from '../../../platform/service/unit-of-work.js';

/** Documents that one transaction works on at most, so that none holds its locks for long. */
const batch = 100;

const organizations = z.array(z.object({ organization_id: z.uuid() }));

/** What is done within an organization, a batch at a time; says how many there were. */
type Operation = (unit: UnitOfWork, limit: number) => Promise<number>;

interface Work {
  /** Of the job, for the records. */
  name: string;
  /** Answers `organization_id` for each organization with something to do; its parameter is the present moment. */
  organizations: string;
  operations: readonly Operation[];
}

/**
 * Does a job's operations in each organization that has something to do, until nothing is left.
 * @throws AggregateError once the others are done, when an organization's failed
 */
export async function inEachOrganization(
  services: SubgraphServices,
  signal: AbortSignal,
  { name, organizations: select, operations }: Work,
): Promise<void> {
  const due = await services.database.acrossOrganizations(select, [services.now()]);
  const actor = { kind: 'system' as const, id: `job:${name}`, name: 'Passerelle' };
  const settle = async (organizationId: string) => {
    const run = { caller: { organizationId, actor, scopes: ['admin' as const] }, requestId: randomUUID() };
    for (const operation of operations) {
      for (let done = batch; done === batch; ) {
        signal.throwIfAborted();
        done = await runUnitOfWork(services, run, (unit) => operation(unit, batch));
      }
    }
  };
  const failures: unknown[] = [];
  for (const { organization_id: organizationId } of organizations.parse(due)) {
    signal.throwIfAborted();
    // One organization's trouble must not keep the others waiting.
    await settle(organizationId).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, `${name} failed in ${failures.length} organizations`);
}
