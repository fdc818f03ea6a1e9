import { createDocusealSandbox } from '../../sandboxes/docuseal/index.js';
import { createInvoiceNinjaSandbox } from '../../sandboxes/invoice-ninja/index.js';
import { createMauticSandbox } from '../../sandboxes/mautic/index.js';
import type { TestHub } from './hub.js';

const docusealCredentials = { apiKey: 'sandbox-docuseal-key', webhookSecret: 'whsec_sandbox-docuseal-secret' };
const ninjaCredentials = { apiKey: 'sandbox-token', webhookSecret: 'sandbox-invoice-ninja-secret' };
const mauticCredentials = {
  username: 'sandbox-user',
  password: 'sandbox-password',
  webhookSecret: 'sandbox-mautic-secret',
};

/** The vendors that quotes, invoices and campaigns go to; nothing is connected to them yet. */
export async function startVendorSandboxes(hub: TestHub) {
  const [docuseal, ninja, mautic] = await Promise.all([
    createDocusealSandbox(docusealCredentials).start(),
    createInvoiceNinjaSandbox({ companies: [{ name: 'SANDBOX', token: ninjaCredentials.apiKey }] }).start(),
    createMauticSandbox(mauticCredentials).start(),
  ]);
  docuseal.configure({ webhookUrl: `${hub.url}/api/integrations/docuseal/webhook` });
  const connect = async (input: { connector: string; baseUrl: string; credentials: object; settings?: object }) => {
    const mutation = 'mutation ($input: ConnectionInput!) { createConnection(input: $input) { id } }';
    type Answer = { createConnection: { id: string } };
    const whole = { name: 'default', ...input };
    return (await hub.admin.data<Answer>(mutation, { input: whole })).createConnection.id;
  };
  return {
    docuseal,
    ninja,
    mautic,
    connectDocuseal: () =>
      connect({
        connector: 'docuseal',
        baseUrl: docuseal.url,
        credentials: docusealCredentials,
        settings: {
          quoteTemplate: 1,
          customerRole: 'Client',
          companySigner: { role: 'Installer', name: 'Passerelle', email: 'signatures@example.com' },
        },
      }),
    connectNinja: () => connect({ connector: 'invoice-ninja', baseUrl: ninja.url, credentials: ninjaCredentials }),
    connectMautic: () => connect({ connector: 'mautic', baseUrl: mautic.url, credentials: mauticCredentials }),
    async close() {
      await Promise.all([docuseal.close(), ninja.close(), mautic.close()]);
    },
  };
}

export type VendorSandboxes = Awaited<ReturnType<typeof startVendorSandboxes>>;

/** Has a connection's deliveries go again at once after its vendor was down. */
export const resetCircuit = (hub: TestHub, connectionId: string) =>
  hub.admin.data('mutation ($id: ID!) { resetCircuit(id: $id) { id } }', { id: connectionId });
