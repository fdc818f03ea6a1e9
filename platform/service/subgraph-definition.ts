import type { EntityClass } from '@mikro-orm/postgresql';
import type { ClassType } from 'type-graphql';
import type { AccessDefaults } from '../access/default-rules.js';
import type { AuditTable } from '../audit/declarations.js';
import type { SchemaMigrations } from '../database/migrate.js';
import type { RunnableJob } from '../jobs/job.js';
import type { SealedColumn } from '../secrets/sealed-column.js';
import type { RequestContext } from './request-context.js';

/** Everything a subgraph has, listed. */
export interface SubgraphDefinition<Deps> extends SchemaMigrations {
  /** The name it has in the supergraph, on the command line and in `SUBGRAPH_<NAME>_URL`. */
  name: string;
  entities: EntityClass<object>[];
  /** Every column that holds secrets. Default none. */
  sealedColumns?: readonly SealedColumn[];
  /** What opens what declares nothing itself; a root field must declare it (platform/access/decorators.ts). */
  access: AccessDefaults;
  /** What the audit log says of its mutations and jobs. */
  audit: AuditTable;
  resolvers: readonly ClassType[];
  /** Object types that only `_entities` reaches. */
  orphanedTypes: readonly ClassType[];
  /** `__resolveReference` of each type the subgraph can be asked for by key. */
  references: Readonly<Record<string, ReferenceResolver>>;
  jobs: readonly RunnableJob<Deps>[];
}

/** Finds the object a key stands for, as the caller may see it; `null` when there is none. */
export type ReferenceResolver = (
  reference: Record<string, unknown>,
  context: RequestContext,
) => Promise<object | null> | object | null;
