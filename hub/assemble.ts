import { connectors as allConnectors } from '../connectors/connectors.js';
import { createCredentialWatch } from '../gateway/access/credential-watch.js';
import { webhookDoors } from '../gateway/rest/webhook-routes.js';
import { createRemoteService, type RemoteService } from '../gateway/supergraph/remote-service.js';
import { createSupergraph } from '../gateway/supergraph/supergraph.js';
import { createSupergraphSource, type SupergraphSource } from '../gateway/supergraph/supergraph-source.js';
import { createAuditLog } from '../platform/audit/audit-log.js';
import type { Config } from '../platform/config/config.js';
import type { Connector } from '../platform/connectors/connector.js';
import { connectDatabase, type Database } from '../platform/database/database.js';
import { createOutboundGuard } from '../platform/http/guarded-dispatcher.js';
import { type JobQueue, startJobQueue } from '../platform/jobs/job-queue.js';
import { createMail, type Mail } from '../platform/mail/mail.js';
import type { MasterKeyring } from '../platform/secrets/master-keyring.js';
import { openMasterKeyring } from '../platform/secrets/open-master-keyring.js';
import { openSecrets } from '../platform/secrets/open-secrets.js';
import type { GraphQLService } from '../platform/service/graphql-service.js';
import { signCall, signedCallHeader } from '../platform/service/signed-call.js';
import { type BuiltSubgraph, buildSubgraph } from '../platform/service/subgraph-schema.js';
import { createSubgraphService, type SubgraphServices } from '../platform/service/subgraph-service.js';
import { tracedService } from '../platform/service/traced-service.js';
import type { Logger } from '../platform/telemetry/logger.js';
import { createMetrics, type Metrics } from '../platform/telemetry/metrics.js';
import { watchProcess } from '../platform/telemetry/process-gauges.js';
import { startTracing, traceHeaders } from '../platform/telemetry/tracing.js';
import type { AccessServices } from '../subgraphs/access/services.js';
import type { AlertMail } from '../subgraphs/integrations/alerts/alert-mail.js';
import { createIntegrationsService } from '../subgraphs/integrations/lookups/unheld-service.js';
import type { IntegrationsServices } from '../subgraphs/integrations/services.js';
import { openSyncEventFeed } from '../subgraphs/integrations/sync-events/sync-event-feed.js';
import { supergraphLimitsOf } from './gateway-limits.js';
import { openFileStore } from './open-file-store.js';
import { readPartnerGraph, readSupergraph } from './schema-files.js';
import { type SubgraphName, sealedColumns, subgraphNames, subgraphs } from './subgraphs.js';

/** A hub's parts, put together once for whatever this process is: gateway, subgraph, worker, or all of them. */
export interface Assembly {
  config: Config;
  logger: Logger;
  keyring: MasterKeyring;
  database: Database;
  jobs: JobQueue;
  metrics: Metrics;
  services: IntegrationsServices & AccessServices;
  /** The whole graph, over subgraphs in this process and remote ones alike. */
  supergraph: SupergraphSource;
  /** The part of it that partners can name. */
  partnerGraph: SupergraphSource;
  /** Each subgraph, wherever it is. */
  subgraphServices: Readonly<Record<SubgraphName, GraphQLService>>;
  builtSubgraphs: Readonly<Record<SubgraphName, BuiltSubgraph>>;
  close(graceMs: number): Promise<void>;
}

export interface AssemblyOptions {
  config: Config;
  logger: Logger;
  databaseUrl: string;
  /** What this process is, in its traces: `start`, `gateway`, `worker` … */
  role: string;
  /** The subgraphs that answer here even when a URL is set for them: a subgraph's own process. */
  local?: readonly SubgraphName[];
  /** The present moment. Default the system's clock. */
  now?: () => Date;
  /** Default: every connector of the hub. */
  connectors?: readonly Connector[];
  /** Told of every SQL statement; tests count them. */
  onStatement?: (sql: string) => void;
}

export async function assemble(options: AssemblyOptions): Promise<Assembly> {
  const { config, logger, databaseUrl, role, local = [], now = () => new Date(), onStatement } = options;
  const { connectors = allConnectors } = options;
  const tracing = await startTracing(config.OTEL_EXPORTER_OTLP_ENDPOINT, role);
  const metrics = createMetrics();
  const keyring = openMasterKeyring(config);
  const entities = subgraphNames.flatMap((name) => [...subgraphs[name].entities]);
  let watched: Database | undefined;
  const [database, jobs, secrets] = await Promise.all([
    connectDatabase({
      url: databaseUrl,
      entities,
      logger,
      poolSize: config.DATABASE_POOL_SIZE,
      ...(onStatement && { onStatement }),
    }),
    startJobQueue({ url: databaseUrl, logger, onOutage: (error) => watched?.noteOutage(error) }),
    openSecrets({ url: databaseUrl, keyring, columns: sealedColumns, logger }),
  ]);
  watched = database;
  watchProcess(metrics, { database, jobs });
  const syncEvents = await openSyncEventFeed({ url: databaseUrl, database, logger });
  const outbound = createOutboundGuard({ allowLoopback: config.WEBHOOK_ALLOW_LOOPBACK });
  const audit = createAuditLog(database, secrets.secretBox);
  const files = await openFileStore({ config, keyring, database, dataKeys: secrets.dataKeys, now });
  const common: SubgraphServices = { database, jobs, audit, files, logger, now };
  const services: IntegrationsServices & AccessServices = {
    ...common,
    secretBox: secrets.secretBox,
    connectors,
    metrics,
    syncEvents,
    outbound,
    alertMail: alertMailOf(config),
    webhookAddress: webhookAddressOf(config),
    invitationMail: invitationMailOf(config),
    retention: { attemptDays: config.ATTEMPT_RETENTION_DAYS },
    delivery: { timeoutMs: config.DELIVERY_TIMEOUT_MS, retryBaseMs: config.DELIVERY_RETRY_BASE_MS },
    // The supergraph stands on this subgraph as on the others, so it is only looked up when it is asked.
    graph: {
      execute: (request, context) => supergraph.execute(request, context),
      subscribe: (request, context) => supergraph.subscribe(request, context),
    },
    partnerGraph: {
      execute: (request, context) => partnerGraph.execute(request, context),
      subscribe: (request, context) => partnerGraph.subscribe(request, context),
      faultsOf: (query, caller) => partnerGraph.faultsOf(query, caller),
    },
  };

  const builtSubgraphs = {
    interventions: await buildSubgraph(subgraphs.interventions),
    integrations: await buildSubgraph(subgraphs.integrations),
    billing: await buildSubgraph(subgraphs.billing),
    marketing: await buildSubgraph(subgraphs.marketing),
    access: await buildSubgraph(subgraphs.access),
  };
  const remote: RemoteService[] = [];
  const serviceOf = (name: SubgraphName): GraphQLService => {
    const url = remoteUrl(config, name);
    if (!url || local.includes(name)) {
      const { schema } = builtSubgraphs[name];
      const service =
        name === 'integrations'
          ? createIntegrationsService(schema, services)
          : createSubgraphService(schema, name === 'access' ? services : common);
      return tracedService(`subgraph ${name}`, service);
    }
    const service = remoteSubgraph(keyring, name, url);
    remote.push(service);
    return service;
  };
  const subgraphServices = {
    interventions: serviceOf('interventions'),
    integrations: serviceOf('integrations'),
    billing: serviceOf('billing'),
    marketing: serviceOf('marketing'),
    access: serviceOf('access'),
  };
  const credentials = createCredentialWatch(database, logger);
  const create = (sdl: string) => {
    const serviceFor = (name: string) => subgraphServices[name.toLowerCase() as SubgraphName];
    return createSupergraph({
      ...supergraphLimitsOf(config),
      sdl,
      logger,
      serviceFor,
      watch: credentials.watch,
      unauthorized: config.UNAUTHORIZED,
    });
  };
  const supergraph: SupergraphSource = createSupergraphSource({ sdl: readSupergraph(), logger, create });
  const partnerGraph: SupergraphSource = createSupergraphSource({ sdl: readPartnerGraph(), logger, create });

  return {
    config,
    logger,
    keyring,
    database,
    jobs,
    metrics,
    services,
    supergraph,
    partnerGraph,
    subgraphServices,
    builtSubgraphs,
    async close(graceMs) {
      await jobs.stop(graceMs);
      credentials.close();
      await syncEvents.close();
      await outbound.close();
      await Promise.all(remote.map((service) => service.close()));
      await secrets.close();
      await database.close();
      await tracing.stop();
    },
  };
}

function mailOf({ SMTP_URL: smtpUrl, ALERT_EMAIL_FROM: from }: Config): Mail | null {
  return smtpUrl ? createMail({ smtpUrl, from }) : null;
}

function alertMailOf(config: Config): AlertMail | null {
  const mail = mailOf(config);
  const { ALERT_EMAIL_TO: to } = config;
  return mail && to ? { send: (message) => mail.send({ ...message, to }) } : null;
}

/** A link needs an address that its reader can reach. */
function invitationMailOf(config: Config): AccessServices['invitationMail'] {
  const mail = mailOf(config);
  return mail && config.PUBLIC_URL ? { mail, hubUrl: config.PUBLIC_URL } : null;
}

const webhookAddressOf =
  ({ WEBHOOK_BASE_URL: base }: Config) =>
  (connector: string): string | null => {
    const door = webhookDoors.find((one) => one.connector === connector);
    return base && door ? `${base.replace(/\/+$/, '')}${door.path}` : null;
  };

function remoteUrl(config: Config, name: SubgraphName): string | undefined {
  const urls: Record<SubgraphName, string | undefined> = {
    interventions: config.SUBGRAPH_INTERVENTIONS_URL,
    integrations: config.SUBGRAPH_INTEGRATIONS_URL,
    billing: config.SUBGRAPH_BILLING_URL,
    marketing: config.SUBGRAPH_MARKETING_URL,
    access: config.SUBGRAPH_ACCESS_URL,
  };
  return urls[name];
}

function remoteSubgraph(keyring: MasterKeyring, name: SubgraphName, url: string): RemoteService {
  return createRemoteService({
    name,
    url,
    headersFor: async (_request, { caller }, body): Promise<Record<string, string>> =>
      caller ? { [signedCallHeader]: await signCall(keyring, name, caller, body), ...traceHeaders() } : {},
  });
}
