import { ConfigError } from '../platform/config/config.js';
import { firstOrganizationId } from '../platform/database/first-organization.js';
import { runUnitOfWork } from '../platform/service/unit-of-work.js';
import { createSymphonicsSandbox } from '../sandboxes/symphonics/index.js';
import { saveConnection } from '../subgraphs/integrations/connections/save-connection.js';
import type { Assembly } from './assemble.js';

export interface SymphonicsConnection {
  /** Set when the sandbox stands in for the vendor. */
  sandboxUrl: string | undefined;
  close(): Promise<void>;
}

/**
 * Gives the first organization its connection to Symphonics: as the environment says, or to a sandbox in this process
 * when the environment says nothing.
 * @throws ConfigError when the environment says only half of it
 */
export async function connectSymphonics(assembly: Assembly): Promise<SymphonicsConnection> {
  const { config } = assembly;
  const { SYMPHONICS_API_URL, SYMPHONICS_CLIENT_ID, SYMPHONICS_CLIENT_SECRET, SYMPHONICS_WEBHOOK_SECRET } = config;
  if (SYMPHONICS_API_URL) {
    if (!SYMPHONICS_CLIENT_ID || !SYMPHONICS_CLIENT_SECRET) {
      throw new ConfigError('SYMPHONICS_API_URL also needs SYMPHONICS_CLIENT_ID and SYMPHONICS_CLIENT_SECRET.');
    }
    await save(assembly, SYMPHONICS_API_URL, {
      clientId: SYMPHONICS_CLIENT_ID,
      clientSecret: SYMPHONICS_CLIENT_SECRET,
      webhookSecret: SYMPHONICS_WEBHOOK_SECRET ?? null,
    });
    return { sandboxUrl: undefined, close: async () => undefined };
  }
  const credentials = {
    clientId: SYMPHONICS_CLIENT_ID ?? 'sandbox-client',
    clientSecret: SYMPHONICS_CLIENT_SECRET ?? 'sandbox-secret',
    webhookSecret: SYMPHONICS_WEBHOOK_SECRET ?? 'sandbox-webhook-secret',
  };
  const sandbox = await createSymphonicsSandbox(credentials).start({ port: 0, host: '127.0.0.1' });
  await save(assembly, sandbox.url, credentials);
  return { sandboxUrl: sandbox.url, close: () => sandbox.close() };
}

function save({ services }: Assembly, baseUrl: string, credentials: unknown) {
  const actor = { kind: 'system' as const, id: 'environment', name: 'environment' };
  const identity = { caller: { organizationId: firstOrganizationId, actor, scopes: ['admin'] }, requestId: 'start' };
  const connection = { connector: 'symphonics', name: 'default', baseUrl, credentials, managedByEnvironment: true };
  return saveConnection({ services, write: (work) => runUnitOfWork(services, identity, work) }, connection);
}
