import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExecutionResult } from 'graphql';
import pg from 'pg';
import { connectDatabase } from '../../platform/database/database.js';
import { startEmbeddedPostgres } from '../../platform/database/embedded-postgres.js';
import { migrateDatabase } from '../../platform/database/migrate.js';
import { type DomainEventEnvelope, domainEventQueue } from '../../platform/events/domain-event-job.js';
import type { Consumer } from '../../platform/events/domain-events.js';
import type { RunnableJob } from '../../platform/jobs/job.js';
import { startJobQueue } from '../../platform/jobs/job-queue.js';
import { migrateJobs } from '../../platform/jobs/queues.js';
import type { Caller } from '../../platform/service/caller.js';
import type { GraphQLService } from '../../platform/service/graphql-service.js';
import type { SubgraphDefinition } from '../../platform/service/subgraph-definition.js';
import { type BuiltSubgraph, buildSubgraph } from '../../platform/service/subgraph-schema.js';
import { createSubgraphService, type SubgraphServices } from '../../platform/service/subgraph-service.js';
import { createLogger } from '../../platform/telemetry/logger.js';

export interface TestSubgraph extends GraphQLService, BuiltSubgraph {
  /** The data of an answer without errors; throws with the errors of any other. */
  data<Data extends object = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
    caller?: Caller,
  ): Promise<Data>;
  /** The first error of an answer: its code and details, with its message. */
  refusal(query: string, variables?: Record<string, unknown>, caller?: Caller): Promise<Record<string, unknown>>;
}

export interface SubgraphHarness {
  services: SubgraphServices;
  /** The present moment of the services; tests turn it. */
  clock: { now: Date };
  subgraph(name: string): TestSubgraph;
  /** Every SQL statement of the application so far, transactions' own included; empty it to count from here. */
  statements: string[];
  /** What a consumer was told so far, transaction by transaction. */
  events(consumer: Consumer): Promise<DomainEventEnvelope[]>;
  /** SQL as the database's owner, past row-level security. */
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** The owner's login, a superuser. */
  ownerUrl: string;
  close(): Promise<void>;
}

export const organizations = {
  north: '018f0000-0000-7000-8000-000000000001',
  south: '018f0000-0000-7000-8000-000000000002',
} as const;

export function callerOf(organizationId: string = organizations.north, scopes: readonly string[] = ['admin']): Caller {
  return { organizationId, scopes, actor: { kind: 'api-key', id: 'key-1', name: 'Ada' } };
}

const consumers: readonly Consumer[] = ['interventions', 'integrations', 'billing', 'marketing'];

/** Starts subgraphs over a PostgreSQL of their own; nobody works the queues, so that tests see what is told. */
export async function startSubgraphs(
  definitions: readonly SubgraphDefinition<SubgraphServices>[],
): Promise<SubgraphHarness> {
  const logger = createLogger({ level: 'silent' });
  const dataDir = mkdtempSync(path.join(tmpdir(), 'passerelle-'));
  const postgres = await startEmbeddedPostgres({ dataDir, logger, settings: ['fsync=off'] });
  await migrateDatabase(postgres.url, definitions);
  const retry = { limit: 0, delaySeconds: 1, maxDelaySeconds: 1 };
  const queues: RunnableJob<never>[] = consumers.map((consumer) => ({
    ...domainEventQueue(consumer),
    retry,
    handle: async () => undefined,
  }));
  await migrateJobs(postgres.url, queues);
  const statements: string[] = [];
  const onStatement = (statement: string) => statements.push(statement);
  const entities = definitions.flatMap((definition) => definition.entities);
  const database = await connectDatabase({ url: postgres.url, entities, logger, onStatement });
  const jobs = await startJobQueue({ url: postgres.url, logger, supervise: false });
  const owner = new pg.Pool({ connectionString: postgres.url, max: 2 });
  const clock = { now: new Date('2025-06-02T09:00:00.000Z') };
  const services: SubgraphServices = { database, jobs, logger, now: () => clock.now };
  const subgraphs = new Map<string, TestSubgraph>();
  for (const definition of definitions) {
    const built = await buildSubgraph(definition);
    subgraphs.set(definition.name, testSubgraph(createSubgraphService(built.schema, services), built));
  }
  const sql = async (text: string, values: unknown[] = []) => (await owner.query(text, values)).rows;

  return {
    services,
    clock,
    statements,
    sql,
    ownerUrl: postgres.url,
    subgraph(name) {
      const found = subgraphs.get(name);
      if (!found) throw new Error(`the harness has no subgraph ${name}`);
      return found;
    },
    async events(consumer) {
      const told = await sql('select data from jobs.job where name = $1 order by created_on, id', [
        domainEventQueue(consumer).name,
      ]);
      return told.map(({ data }) => data as DomainEventEnvelope);
    },
    async close() {
      await Promise.all([jobs.stop(1_000), database.close(), owner.end()]);
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function testSubgraph(service: GraphQLService, built: BuiltSubgraph): TestSubgraph {
  // As it would travel: dates are text.
  const ask = async (query: string, variables = {}, caller = callerOf()): Promise<ExecutionResult> =>
    JSON.parse(JSON.stringify(await service.execute({ query, variables }, { caller, requestId: 'test' })));
  return {
    ...service,
    ...built,
    async data<Data extends object>(query: string, variables?: Record<string, unknown>, caller?: Caller) {
      const { data, errors } = await ask(query, variables, caller);
      if (errors || !data) throw new Error(`the answer has errors: ${JSON.stringify(errors)}`);
      return data as Data;
    },
    async refusal(query, variables, caller) {
      const { errors } = await ask(query, variables, caller);
      if (!errors?.[0]) throw new Error('the answer has no error');
      return { ...errors[0].extensions, message: errors[0].message };
    },
  };
}
