import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExecutionResult } from 'graphql';
import { auditKeyColumn } from '../../platform/audit/audit-key.js';
import { createAuditLog } from '../../platform/audit/audit-log.js';
import { connectDatabase } from '../../platform/database/database.js';
import { type DomainEventEnvelope, domainEventQueue } from '../../platform/events/domain-event-queue.js';
import type { Consumer } from '../../platform/events/domain-events.js';
import { openBlobStorage } from '../../platform/files/blob-storage.js';
import { createFileStore } from '../../platform/files/file-store.js';
import { startJobQueue } from '../../platform/jobs/job-queue.js';
import { keyringOf } from '../../platform/secrets/open-master-keyring.js';
import { openSecrets } from '../../platform/secrets/open-secrets.js';
import type { Caller } from '../../platform/service/caller.js';
import type { GraphQLService } from '../../platform/service/graphql-service.js';
import type { SubgraphDefinition } from '../../platform/service/subgraph-definition.js';
import { type BuiltSubgraph, buildSubgraph } from '../../platform/service/subgraph-schema.js';
import { createSubgraphService, type SubgraphServices } from '../../platform/service/subgraph-service.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { callerOf } from './caller.js';
import { cloneDatabase, type TestDatabase } from './database.js';

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
  /** The rows as they are, past row-level security. */
  database: TestDatabase;
  close(): Promise<void>;
}

/** Starts subgraphs over a database of their own; nobody works the queues, so that tests see what is told. */
export async function startSubgraphs(
  definitions: readonly SubgraphDefinition<SubgraphServices>[],
): Promise<SubgraphHarness> {
  const logger = createLogger({ level: 'silent' });
  const clone = await cloneDatabase();
  const statements: string[] = [];
  const onStatement = (statement: string) => statements.push(statement);
  const entities = definitions.flatMap((definition) => definition.entities);
  const keyring = keyringOf('of-the-tests'.repeat(4));
  const folder = await mkdtemp(path.join(tmpdir(), 'passerelle-files-'));
  const [database, jobs, secrets] = await Promise.all([
    connectDatabase({ url: clone.url, entities, logger, onStatement }),
    startJobQueue({ url: clone.url, logger, supervise: false }),
    openSecrets({ url: clone.url, keyring, columns: [auditKeyColumn], logger }),
  ]);
  const clock = { now: new Date('2025-06-02T09:00:00.000Z') };
  const now = () => clock.now;
  const files = createFileStore({
    blobs: await openBlobStorage({ kind: 'folder', folder }),
    database,
    dataKeys: secrets.dataKeys,
    keyring,
    encrypt: false,
    maxBytes: 1_000_000,
    origin: 'https://hub.example',
    now,
  });
  const services: SubgraphServices = {
    database,
    jobs,
    audit: createAuditLog(database, secrets.secretBox),
    files,
    logger,
    now,
  };
  const subgraphs = new Map<string, TestSubgraph>();
  for (const definition of definitions) {
    const built = await buildSubgraph(definition);
    subgraphs.set(definition.name, testSubgraph(createSubgraphService(built.schema, services), built));
  }

  return {
    services,
    clock,
    statements,
    database: clone,
    subgraph(name) {
      const found = subgraphs.get(name);
      if (!found) throw new Error(`the harness has no subgraph ${name}`);
      return found;
    },
    async events(consumer) {
      const told = await clone.sql('select data from jobs.job where name = $1 order by created_on, id', [
        domainEventQueue(consumer).name,
      ]);
      return told.map(({ data }) => data as DomainEventEnvelope);
    },
    async close() {
      await Promise.all([jobs.stop(1_000), secrets.close(), database.close()]);
      await Promise.all([clone.drop(), rm(folder, { recursive: true })]);
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
