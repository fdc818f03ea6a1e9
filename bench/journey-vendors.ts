import { invoiceNinja as invoiceNinjaConnector } from '../connectors/invoice-ninja/index.js';
import { serveGateway } from '../hub/serve-gateway.js';
import { firstOrganizationId } from '../platform/database/first-organization.js';
import { createHttpClient } from '../platform/http/http-client.js';
import { runUnitOfWork } from '../platform/service/unit-of-work.js';
import { createDocusealSandbox } from '../sandboxes/docuseal/index.js';
import { createInvoiceNinjaSandbox } from '../sandboxes/invoice-ninja/index.js';
import { createMauticSandbox } from '../sandboxes/mautic/index.js';
import { saveConnection } from '../subgraphs/integrations/connections/save-connection.js';
import type { WaitingHub } from './waiting-hub.js';

/** The company of Invoice Ninja that all is billed in. */
export const ninjaCompany = 'SANDBOX';

const settings = {
  docuseal: { quoteTemplate: 1, customerRole: 'Client' },
  mautic: { contactIdField: 'passerelle_id' },
  'invoice-ninja': { currency: 'EUR' },
};
const credentials = {
  docuseal: { apiKey: 'sandbox-docuseal-key', webhookSecret: 'whsec_sandbox-docuseal-secret' },
  mautic: { username: 'sandbox-user', password: 'sandbox-password', webhookSecret: 'sandbox-mautic-secret' },
  'invoice-ninja': { apiKey: 'sandbox-token', webhookSecret: 'sandbox-invoice-ninja-secret' },
};
const timeoutMs = 10_000;

export type JourneyVendors = Awaited<ReturnType<typeof startJourneyVendors>>;

/**
 * Sandboxes of DocuSeal, Mautic and Invoice Ninja beside that of Symphonics, connected, and a gateway in this process that
 * takes their webhooks: it outlives the workers.
 * @param started is given whatever must be ended again, also when this throws
 */
export async function startJourneyVendors({ assembly }: WaitingHub, started: AsyncDisposableStack) {
  const { apiKey } = credentials['invoice-ninja'];
  const [docuseal, mautic, invoiceNinja] = await Promise.all([
    createDocusealSandbox().start(),
    createMauticSandbox({ customFields: ['passerelle_id'] }).start(),
    createInvoiceNinjaSandbox({ companies: [{ name: ninjaCompany, token: apiKey }] }).start(),
  ]);
  for (const sandbox of [docuseal, mautic, invoiceNinja]) started.defer(() => sandbox.close());
  const gateway = await serveGateway(assembly);
  started.defer(() => gateway.close({ graceMs: 1_000 }));
  const { port } = await gateway.listen({ port: 0, host: '127.0.0.1' });
  const doorOf = (connector: string) => `http://127.0.0.1:${port}/api/integrations/${connector}/webhook`;

  const urls = { docuseal: docuseal.url, mautic: mautic.url, 'invoice-ninja': invoiceNinja.url };
  for (const connector of ['docuseal', 'mautic', 'invoice-ninja'] as const) {
    const account = { baseUrl: urls[connector], credentials: credentials[connector], settings: settings[connector] };
    await connect(assembly, { connector, ...account });
  }
  docuseal.configure({ webhookUrl: doorOf('docuseal') });
  mautic.configure({ webhookUrl: doorOf('mautic') });
  await subscribe(invoiceNinja.url, (topic) => `${doorOf('invoice-ninja')}?topic=${topic}`);
  return {
    docuseal,
    mautic,
    invoiceNinja,
    /** What Invoice Ninja holds. */
    ninja() {
      const state = invoiceNinja.state()[ninjaCompany];
      if (!state) throw new Error('the company is not there');
      return state;
    },
  };
}

function connect(
  { services }: WaitingHub['assembly'],
  account: { connector: string; baseUrl: string; credentials: object; settings: object },
) {
  const actor = { kind: 'api-key' as const, id: 'bench', name: 'bench' };
  const identity = {
    caller: { organizationId: firstOrganizationId, actor, scopes: ['admin'] },
    requestId: 'bench',
  };
  return saveConnection(
    { services, write: (work) => runUnitOfWork(services, identity, work) },
    { name: 'default', managedByEnvironment: true, ...account },
  );
}

/** Invoice Ninja tells only who subscribes. */
async function subscribe(baseUrl: string, urlOf: (topic: string) => string): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  const http = createHttpClient({ timeoutMs, signal, knownSecrets: () => [], onExchange: () => undefined });
  await invoiceNinjaConnector.subscribe?.(
    {
      baseUrl,
      credentials: invoiceNinjaConnector.credentials.parse(credentials['invoice-ninja']),
      settings: invoiceNinjaConnector.settings?.parse(settings['invoice-ninja']),
      http,
      accessToken: () => Promise.reject(new Error('it has no access tokens')),
    },
    { urlOf },
  );
}
