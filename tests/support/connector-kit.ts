import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { Connector } from '../../platform/connectors/connector.js';
import type { ScriptedFaultInput } from '../../sandboxes/kit/faults.js';
import type { RecordedRequest, RequestFilter } from '../../sandboxes/kit/request-log.js';
import { secretValues } from '../../subgraphs/integrations/connections/open-credentials.js';
import { watchSubject } from './deliveries.js';
import type { SyncEventData } from './dossiers.js';
import { startTestHub, type TestHub } from './hub.js';
import { type OpenSockets, watchSockets } from './open-sockets.js';
import { selfSigned } from './self-signed.js';

/** The vendor's stand-in, as far as the kit needs it. */
export interface StartedVendor {
  url: string;
  port: number;
  faults: { add(script: ScriptedFaultInput): unknown; list(): unknown[]; clear(): void };
  requests(filter?: RequestFilter): RecordedRequest[];
  clearRequests(): void;
  closeIdleConnections(): void;
  close(): Promise<void>;
}

/** What the kit has to be told of a connector. */
export interface ConnectorTrial {
  startSandbox(): Promise<StartedVendor>;
  credentials: Readonly<Record<string, string>>;
  /** Default: the connector's own. */
  settings?: object;
  /** Makes the connection. Default: `saveConnection`. */
  connect?(hub: TestHub, baseUrl: string): Promise<unknown>;
  /** The request that does the thing at the vendor; it meets the faults. */
  write: { method: string; path: string };
  /** Where tokens are asked for, when the vendor has them. */
  tokenPath?: string;
  /** Makes a subject, through the graph, with all that the vendor asks for; `go` starts its delivery. */
  subject(hub: TestHub): Promise<{ id: string; reference: string; go(): Promise<unknown> }>;
  /** How many of the subject the vendor holds. */
  held(vendor: StartedVendor, subject: { id: string; reference: string }): number;
  /** Of a vendor without tokens: what has it take the key again that the fault `expire-tokens` had it refuse. */
  takeKeyAgain?(): void;
}

/** One attempt as it is on record. */
export interface AttemptRecord {
  number: number;
  outcome: string;
  errorCode: string | null;
  message: string | null;
  startedAt: string;
  durationMs: number;
}

/** How a delivery went that met a fault. */
export interface Trial {
  attempts: AttemptRecord[];
  /** How many of the subject the vendor holds at the end. */
  held: number;
  /** Requests for a token. */
  tokens: number;
  /** Requests that did the thing, or tried to. */
  writes: number;
  /** From the start of the first attempt to the end of the last, in milliseconds. */
  tookMs: number;
  /** Everything that was kept or logged of it. */
  records: string;
  /** What must stand in none of it. */
  secrets: string[];
}

export interface ConnectorKit {
  /** Brings one subject to the vendor, whose writing request meets the fault. */
  meet(fault: ScriptedFaultInput['fault']): Promise<Trial>;
  /** The vendor cannot be reached, in the way that is named, until the first attempt has failed. */
  unreachable(way: keyof typeof unreachableWays): Promise<Trial>;
  sockets: OpenSockets;
  vendor: StartedVendor;
  close(): Promise<void>;
}

export const timeoutMs = 1_500;

/** Addresses at which a vendor cannot be reached, each with what ends it again. */
export const unreachableWays = {
  'connection refused': async () => ({ url: await closedPort(), end: async () => undefined }),
  'a name that does not resolve': async () => ({ url: 'https://nothing.invalid', end: async () => undefined }),
  'plain http where TLS should be': async (vendor: StartedVendor) => ({
    url: vendor.url.replace('http:', 'https:'),
    end: async () => undefined,
  }),
  'a certificate that nobody vouches for': () => tlsServer(selfSigned('localhost')),
  'a handshake that comes to nothing': () => tlsServer({}),
};

async function tlsServer(options: TlsOptions) {
  const server = createTlsServer(options, (socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.on('tlsClientError', () => undefined);
  const { port } = server.address() as AddressInfo;
  const end = async () => {
    server.close();
    await once(server, 'close');
  };
  return { url: `https://127.0.0.1:${port}`, end };
}

/** A hub with one connection of the connector, to its sandbox. */
export async function startConnectorKit(connector: Connector, trial: ConnectorTrial): Promise<ConnectorKit> {
  const sockets = watchSockets();
  const [vendor, hub] = await Promise.all([
    trial.startSandbox(),
    startTestHub({ env: { DELIVERY_TIMEOUT_MS: String(timeoutMs), DELIVERY_RETRY_BASE_MS: '200' } }),
  ]);
  const connect = async (baseUrl: string) => {
    if (trial.connect) return void (await trial.connect(hub, baseUrl));
    const input = {
      connector: connector.key,
      name: 'default',
      baseUrl,
      credentials: trial.credentials,
      settings: trial.settings,
    };
    await hub.admin.data('mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }', { input });
  };
  await connect(vendor.url);
  // What cannot be reached is refused when it is saved; an address that has gone bad since is written past that.
  const lead = (baseUrl: string) =>
    hub.database.sql('update integrations.connections set base_url = $1 where connector = $2', [
      baseUrl,
      connector.key,
    ]);

  const ready = async () => {
    const subject = await trial.subject(hub);
    const watching = watchSubject(hub.admin, subject.id);
    vendor.clearRequests();
    return { ...subject, watching };
  };
  const conclude = async ({ id, reference, watching }: Awaited<ReturnType<typeof ready>>): Promise<Trial> => {
    await watching.until(isSettled(connector));
    watching.stop();
    const attempts = await attemptsOf(hub, connector, id);
    const first = Date.parse(attempts[0]?.startedAt ?? '');
    const ends = attempts.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs);
    return {
      attempts,
      held: trial.held(vendor, { id, reference }),
      tokens: trial.tokenPath ? vendor.requests({ path: trial.tokenPath }).length : 0,
      writes: vendor.requests(trial.write).length,
      tookMs: Math.max(...ends) - first,
      records: await recordsOf(hub, id),
      secrets: [...secretValues(trial.credentials), ...tokensSeen(vendor)],
    };
  };
  return {
    sockets,
    vendor,
    async meet(fault) {
      const subject = await ready();
      vendor.faults.add({ match: trial.write, fault });
      await subject.go();
      if (fault.kind === 'expire-tokens' && trial.takeKeyAgain) {
        await subject.watching.until(isRetrying(connector));
        trial.takeKeyAgain();
      }
      const met = await conclude(subject);
      if (vendor.faults.list().length > 0) throw new Error(`nothing met the fault ${fault.kind}`);
      return met;
    },
    async unreachable(way) {
      const subject = await ready();
      const { url, end } = await unreachableWays[way](vendor);
      await lead(url);
      await subject.go();
      await subject.watching.until(isRetrying(connector));
      await lead(vendor.url);
      const met = await conclude(subject);
      await end();
      return met;
    },
    async close() {
      await hub.close();
      await vendor.close();
      sockets.stop();
    },
  };
}

const isRetrying =
  ({ key }: Connector) =>
  ({ syncEvents: { type, delivery } }: SyncEventData): boolean =>
    type === 'delivery.retrying' && delivery?.connector === key;

const isSettled =
  ({ key }: Connector) =>
  ({ syncEvents: { type, message, delivery } }: SyncEventData): boolean => {
    if (delivery?.connector !== key) return false;
    if (type === 'delivery.failed') throw new Error(`the delivery to ${key} was given up: ${message}`);
    return type === 'delivery.succeeded';
  };

async function attemptsOf(hub: TestHub, { key }: Connector, subjectId: string): Promise<AttemptRecord[]> {
  const query = `query ($filter: DeliveryFilter!) { deliveries(filter: $filter) { nodes {
    attempts { number outcome errorCode message startedAt durationMs } } } }`;
  const { deliveries } = await hub.admin.data<{ deliveries: { nodes: { attempts: AttemptRecord[] }[] } }>(query, {
    filter: { connector: key, subjectId },
  });
  return deliveries.nodes.flatMap(({ attempts }) => attempts);
}

async function recordsOf(hub: TestHub, subjectId: string): Promise<string> {
  const rows = await hub.database.sql(
    `select d::text, a::text from integrations.deliveries d join integrations.delivery_attempts a on a.delivery_id = d.id
     where d.subject_id = $1 union all select e::text, null from integrations.sync_events e where e.subject_id = $1`,
    [subjectId],
  );
  return JSON.stringify(rows) + hub.logs();
}

/** What went along with the requests to prove who asks. */
function tokensSeen(vendor: StartedVendor): string[] {
  const sent = vendor.requests().map(({ headers }) => headers.authorization?.replace(/^\w+ /, ''));
  return [...new Set(sent.filter((token) => token !== undefined))];
}

/** An address at which nobody listens any more. */
async function closedPort(): Promise<string> {
  const server = createTlsServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
