import { randomUUID } from 'node:crypto';
import type { HubClient } from './client.js';
import { beginning, type SyncEventData, syncEventsQuery } from './dossiers.js';
import type { TestHub } from './hub.js';

/** What the sandbox of Symphonics accepts. */
export const goodCredentials = {
  clientId: 'sandbox-client',
  clientSecret: 'sandbox-secret',
  webhookSecret: 'sandbox-webhook-secret',
};

/** Makes a connection to Symphonics. */
export async function connect(
  client: HubClient,
  input: { baseUrl: string; name?: string; limits?: object[] },
): Promise<string> {
  const query = 'mutation ($input: ConnectionInput!) { createConnection(input: $input) { id } }';
  const whole = { connector: 'symphonics', name: 'default', credentials: goodCredentials, ...input };
  return (await client.data<{ createConnection: { id: string } }>(query, { input: whole })).createConnection.id;
}

/**
 * An organization of its own with a connection to the sandbox of Symphonics, and that as it is at its start: for tests
 * of one file that must not meet each other's circuits, budgets and tokens.
 */
export async function newlyConnected(hub: TestHub): Promise<{ client: HubClient; connection: string }> {
  hub.sandbox.reset();
  const client = await hub.client({ organization: randomUUID() });
  const connection = await connect(client, { baseUrl: hub.sandbox.url });
  hub.sandbox.clearRequests();
  return { client, connection };
}

/** The organization's only connection to Symphonics. */
export async function onlyConnection(client: HubClient): Promise<string> {
  const { connections } = await client.data<{ connections: { nodes: { id: string }[] } }>(
    '{ connections(filter: { connector: "symphonics" }) { nodes { id } } }',
  );
  const [one, ...others] = connections.nodes;
  if (!one || others.length > 0) throw new Error('there is not one connection to Symphonics');
  return one.id;
}

export interface SyncLogData {
  id: string;
  type: string;
  status: string;
  requestedBy: string;
  startedAt: string;
  completedAt: string | null;
  recordsProcessed: number;
  recordsCreated: number;
  recordsUpdated: number;
  recordsFailed: number;
  errorLog: { reference: string | null; deliveryId: string | null; code: string; message: string }[];
  connection: { name: string; lastSyncAt: string | null; lastSyncStatus: string | null };
}

const fields = `id type status requestedBy startedAt completedAt recordsProcessed recordsCreated recordsUpdated recordsFailed
  errorLog { reference deliveryId code message } connection { name lastSyncAt lastSyncStatus }`;

export async function startRun(client: HubClient, id: string, type: string): Promise<SyncLogData> {
  const query = `mutation ($id: ID!, $type: SyncType!) { syncConnection(id: $id, type: $type) { ${fields} } }`;
  return (await client.data<{ syncConnection: SyncLogData }>(query, { id, type })).syncConnection;
}

export async function runOf(client: HubClient, id: string): Promise<SyncLogData> {
  const { syncLog } = await client.data<{ syncLog: SyncLogData }>(
    `query ($id: ID!) { syncLog(id: $id) { ${fields} } }`,
    { id },
  );
  return syncLog;
}

/** The run once it is over, as its sync event tells. */
export async function finishedRun(client: HubClient, id: string, patienceMs = 30_000): Promise<SyncLogData> {
  const watching = client.watch<SyncEventData>(syncEventsQuery, { after: beginning });
  await watching.until(
    ({ syncEvents: { type, message } }) => /^sync\.(completed|failed|cancelled)$/.test(type) && !!message?.includes(id),
    patienceMs,
  );
  watching.stop();
  return runOf(client, id);
}

/** Starts a run and waits for its end. */
export const runThrough = async (client: HubClient, id: string, type: string): Promise<SyncLogData> =>
  finishedRun(client, (await startRun(client, id, type)).id);
