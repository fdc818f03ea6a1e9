import { invoiceNinja as invoiceNinjaConnector } from '../../connectors/invoice-ninja/index.js';
import { createDocusealSandbox } from '../../sandboxes/docuseal/index.js';
import { createInvoiceNinjaSandbox } from '../../sandboxes/invoice-ninja/index.js';
import { createMauticSandbox } from '../../sandboxes/mautic/index.js';
import { pollSignatures } from '../../subgraphs/integrations/signatures/poll-signatures.js';
import { pullRecords } from '../../subgraphs/integrations/two-way/pull-records.js';
import type { TestHub } from './hub.js';
import { vendorSession } from './vendor-session.js';

/** The company of Invoice Ninja that everything is billed in. */
export const ninjaCompany = 'SANDBOX';

export type Vendors = Awaited<ReturnType<typeof startVendors>>;

/** Sandboxes of DocuSeal, Invoice Ninja and Mautic, connected to the hub and telling it of whatever happens. */
export async function startVendors(hub: TestHub, now: () => Date) {
  const clock = () => now().getTime();
  const apiKey = 'sandbox-token';
  const [docuseal, invoiceNinja, mautic] = await Promise.all([
    createDocusealSandbox({ now: clock }).start(),
    createInvoiceNinjaSandbox({ now: clock, companies: [{ name: ninjaCompany, token: apiKey }] }).start(),
    createMauticSandbox({ now: clock, customFields: ['passerelle_id'] }).start(),
  ]);
  const doorOf = (connector: string) => `${hub.url}/api/integrations/${connector}/webhook`;
  const connect = async (connector: string, baseUrl: string, credentials: object, settings: object = {}) => {
    const input = { connector, name: 'default', baseUrl, credentials, settings };
    await hub.admin.data('mutation ($input: ConnectionInput!) { createConnection(input: $input) { id } }', { input });
  };
  const docusealKeys = { apiKey: 'sandbox-docuseal-key', webhookSecret: 'whsec_sandbox-docuseal-secret' };
  await connect('docuseal', docuseal.url, docusealKeys, { quoteTemplate: 1, customerRole: 'Client' });
  docuseal.configure({ webhookUrl: doorOf('docuseal') });
  const user = { username: 'sandbox-user', password: 'sandbox-password', webhookSecret: 'sandbox-mautic-secret' };
  await connect('mautic', mautic.url, user, { contactIdField: 'passerelle_id' });
  mautic.configure({ webhookUrl: doorOf('mautic') });
  const credentials = { apiKey, webhookSecret: 'sandbox-invoice-ninja-secret' };
  await connect('invoice-ninja', invoiceNinja.url, credentials);
  await invoiceNinjaConnector.subscribe?.(
    vendorSession(invoiceNinjaConnector, { baseUrl: invoiceNinja.url, credentials }),
    { urlOf: (topic) => `${doorOf('invoice-ninja')}?topic=${topic}` },
  );
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
    /** Whether webhooks come, come before the answer of the call that causes them, or are lost. */
    sendWebhooks(webhooks: 'sent' | 'before-answer' | 'lost') {
      docuseal.configure({ webhooks });
      mautic.configure({ webhooks });
      invoiceNinja.configure({ webhooks });
    },
    close: () => Promise.all([docuseal.close(), mautic.close(), invoiceNinja.close()]),
  };
}

const forever = () => new AbortController().signal;

/** Runs the job that asks how signatures stand of which nothing was heard for an hour. */
export const askQuietSignatures = ({ assembly: { services } }: TestHub): Promise<void> =>
  pollSignatures.handle({}, services, forever());

/** Runs the job that reads what changed at the vendors, as it runs by itself every five minutes. */
export const readChangedRecords = ({ assembly: { services } }: TestHub): Promise<void> =>
  pullRecords.handle({}, services, forever());
