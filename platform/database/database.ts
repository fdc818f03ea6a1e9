import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { type EntityClass, type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { DatabaseUnavailableError, isOutage } from '../errors/database-unavailable.js';
import { HubError } from '../errors/hub-error.js';
import type { Logger } from '../telemetry/logger.js';
import { ChangeJournal, type RowChange } from './change-journal.js';
import { type OutageWatch, watchOutages } from './outage-watch.js';
import { releaseDead } from './release-dead.js';
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

/** How many of the connections are in use, and how many calls wait for one. */
export interface PoolUse {
  size: number;
  idle: number;
  waiting: number;
  max: number;
}

/**
 * PostgreSQL as the application role, one organization at a time. While the server does not answer, every call is
 * refused at once with DatabaseUnavailableError; that there is an outage is logged once, and once that it is over.
 */
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
  /** Told by those with connections of their own that the server does not answer. */
  noteOutage(error: unknown): void;
  readonly isDown: boolean;
  poolUse(): PoolUse;
  close(): Promise<void>;
}

/** MikroORM's words for a connection that the server ended while nobody used it. */
const lostConnection = /PostgreSQL (connection|pool) error/;

export async function connectDatabase(options: DatabaseOptions): Promise<Database> {
  const journal = new ChangeJournal();
  const max = options.poolSize ?? 20;
  let pool: Pool | undefined;
  let outages: OutageWatch | undefined;
  const heard = (message: string) => {
    if (lostConnection.test(message)) outages?.note(new Error(message));
    else options.logger.warn(message);
  };
  const orm = await MikroORM.init({
    clientUrl: options.url,
    entities: options.entities,
    subscribers: [journal],
    metadataProvider: ReflectMetadataProvider,
    discovery: { warnWhenNoEntities: false },
    forceUtcTimezone: true,
    pool: { max, idleTimeoutMillis: 30_000 },
    driverOptions: {
      options: applicationSession,
      application_name: 'passerelle',
      connectionTimeoutMillis: 10_000,
      onPoolCreated: (created: Pool) => {
        pool = created;
        releaseDead(created);
      },
    },
    ...(options.onStatement
      ? { debug: ['query'], colors: false, logger: options.onStatement }
      : { logger: (message: string) => heard(message) }),
  });

  const ping = async () => {
    await orm.em.getConnection().execute('select 1');
  };
  const watch = watchOutages(options.logger, ping);
  outages = watch;
  const answered = async <T>(work: () => Promise<T>): Promise<T> => {
    if (watch.isDown) throw new DatabaseUnavailableError(undefined);
    return work().catch((error: unknown) => {
      if (error instanceof HubError || !isOutage(error)) throw error;
      watch.note(error);
      throw new DatabaseUnavailableError(error);
    });
  };

  const fork = (organizationId: string) => {
    const em = orm.em.fork();
    em.setSessionContext({ variables: { [organizationVariable]: organizationId } });
    return em;
  };

  const read = <T>(organizationId: string, work: (em: EntityManager) => Promise<T>): Promise<T> => {
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
  };

  return {
    fork,
    transaction: (organizationId, work) => answered(() => fork(organizationId).transactional((em) => work(em))),
    read: (organizationId, work) => answered(() => read(organizationId, work)),
    acrossOrganizations: (sql, parameters) => answered(() => orm.em.getConnection().execute(sql, [...parameters])),
    ping,
    noteOutage: (error) => watch.note(error),
    get isDown() {
      return watch.isDown;
    },
    changesOf: (em) => journal.keepFor(em),
    poolUse: () => ({
      size: pool?.totalCount ?? 0,
      idle: pool?.idleCount ?? 0,
      waiting: pool?.waitingCount ?? 0,
      max,
    }),
    async close() {
      watch.close();
      await orm.close();
    },
  };
}
