import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { type EntityClass, type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Logger } from '../telemetry/logger.js';
import { ChangeJournal, type RowChange } from './change-journal.js';
import { applicationSession, organizationVariable } from './roles.js';

export type { EntityManager } from '@mikro-orm/postgresql';

export interface DatabaseOptions {
  url: string;
  entities: EntityClass<object>[];
  logger: Logger;
  /** Connections at most. Default 20. */
  poolSize?: number;
  /** Called with each SQL statement; tests count them. */
  onStatement?: (sql: string) => void;
}

/** PostgreSQL as the application role, one organization at a time. */
export interface Database {
  /** One transaction that may write; flushed and committed when `work` returns, rolled back when it throws. */
  transaction<T>(organizationId: string, work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** One read-only transaction, never flushed. */
  read<T>(organizationId: string, work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** An entity manager with no transaction of its own: each statement runs in a short one, as the organization. */
  fork(organizationId: string): EntityManager;
  /**
   * Calls one of the functions that are granted to look across organizations (they answer with ids alone); on tables,
   * row-level security leaves nothing to see here.
   */
  acrossOrganizations(sql: string, parameters: readonly unknown[]): Promise<unknown>;
  /** What is written through an entity manager from here on, as it is flushed; statements of one's own are not among it. */
  changesOf(em: EntityManager): readonly RowChange[];
  /** Answers or rejects: whether a connection can be had. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export async function connectDatabase(options: DatabaseOptions): Promise<Database> {
  const journal = new ChangeJournal();
  const orm = await MikroORM.init({
    clientUrl: options.url,
    entities: options.entities,
    subscribers: [journal],
    metadataProvider: ReflectMetadataProvider,
    discovery: { warnWhenNoEntities: false },
    forceUtcTimezone: true,
    pool: { max: options.poolSize ?? 20, idleTimeoutMillis: 30_000 },
    driverOptions: { options: applicationSession, application_name: 'passerelle', connectionTimeoutMillis: 10_000 },
    ...(options.onStatement
      ? { debug: ['query'], colors: false, logger: options.onStatement }
      : { logger: (message: string) => options.logger.warn(message) }),
  });

  const fork = (organizationId: string) => {
    const em = orm.em.fork();
    em.setSessionContext({ variables: { [organizationVariable]: organizationId } });
    return em;
  };

  return {
    fork,
    transaction: (organizationId, work) => fork(organizationId).transactional((em) => work(em)),
    async read(organizationId, work) {
      const em = fork(organizationId);
      const connection = em.getConnection();
      const sessionContext = em.getSessionContext();
      return connection.transactional(
        (transaction) => {
          em.setTransactionContext(transaction);
          return work(em);
        },
        { readOnly: true, ...(sessionContext && { sessionContext }) },
      );
    },
    acrossOrganizations: (sql, parameters) => orm.em.getConnection().execute(sql, [...parameters]),
    changesOf: (em) => journal.keepFor(em),
    async ping() {
      await orm.em.getConnection().execute('select 1');
    },
    close: () => orm.close(),
  };
}
