import { z } from 'zod';
import { loadConfig } from '../platform/config/config.js';
import { HubError } from '../platform/errors/hub-error.js';
import type { Caller } from '../platform/service/caller.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { ensureOrganization } from '../subgraphs/access/administration/create-key.js';
import { type Assembly, assemble } from './assemble.js';
import { withMigrated } from './keys.js';

/** Asks the graph something; the data of the answer. Throws what the graph refuses with, each field named. */
export type Ask = <Data>(query: string, variables?: Record<string, unknown>) => Promise<Data>;

/** The graph does not do what a command asks. */
class RefusedByGraphError extends HubError {
  readonly code = 'REFUSED_BY_GRAPH';
  readonly httpStatus = 400;
}

const violated = z.object({ violations: z.array(z.object({ field: z.string(), message: z.string() })) });

/**
 * Lets a command of the operator do through the graph what administrators do there: by the same rules, on record in the
 * same audit log. @param organization by name; made when there is none
 */
export function withGraph<T>(
  command: string,
  organization: string,
  work: (ask: Ask, assembly: Assembly) => Promise<T>,
): Promise<T> {
  return withMigrated(async ({ application: databaseUrl }) => {
    const logger = createLogger({ level: 'warn' });
    const assembly = await assemble({ config: loadConfig(), logger, databaseUrl, role: 'command' });
    try {
      const organizationId = await ensureOrganization(assembly.database, organization);
      const actor = { kind: 'system' as const, id: 'operator', name: `hub ${command}` };
      const caller: Caller = { organizationId, actor, scopes: ['admin'] };
      return await work(async <Data>(query: string, variables: Record<string, unknown> = {}) => {
        const answer = await assembly.supergraph.execute({ query, variables }, { caller, requestId: `hub ${command}` });
        const [error] = answer.errors ?? [];
        if (!error) return answer.data as Data;
        const told = violated.safeParse(error.extensions).data?.violations ?? [];
        const lines = told.map(({ field, message }) => `${field} ${message}`);
        throw new RefusedByGraphError([error.message, ...lines].join('\n'));
      }, assembly);
    } finally {
      await assembly.close(1_000);
    }
  });
}
