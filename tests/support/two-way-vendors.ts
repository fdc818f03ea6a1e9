import { connectVendors } from '../../hub/connect-vendors.js';
import { invoiceNinja } from '../../hub/vendors/invoice-ninja.js';
import { mautic } from '../../hub/vendors/mautic.js';
import type { StandIn, Vendor } from '../../hub/vendors/vendor.js';
import { createInvoiceNinjaSandbox } from '../../sandboxes/invoice-ninja/index.js';
import { createMauticSandbox } from '../../sandboxes/mautic/index.js';
import { eventually } from './eventually.js';
import type { TestHub } from './hub.js';

const company = 'SANDBOX';
const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Sandboxes of Invoice Ninja and Mautic, connected as `hub start` connects them, with a clock of the vendors' own. */
export async function startTwoWayVendors(hub: TestHub, now: () => number) {
  const user = { username: 'sandbox-user', password: 'sandbox-password' };
  const [ninja, marketing] = await Promise.all([
    createInvoiceNinjaSandbox({ now, companies: [{ name: company, token: 'token' }] }).start(),
    createMauticSandbox({ now, customFields: ['passerelle_id'] }).start(),
  ]);
  const instead = (vendor: Vendor, standIn: StandIn): Vendor => ({ ...vendor, startSandbox: async () => standIn });
  const ninjaAccount = {
    name: 'default',
    baseUrl: ninja.url,
    credentials: { apiKey: 'token', webhookSecret: 'a secret of the tests' },
  };
  const mauticAccount = {
    name: 'default',
    baseUrl: marketing.url,
    credentials: { ...user, webhookSecret: 'sandbox-mautic-secret' },
    settings: { contactIdField: 'passerelle_id' },
  };
  const connected = await connectVendors(hub.assembly, [
    instead(invoiceNinja, { url: ninja.url, accounts: [ninjaAccount], close: () => ninja.close() }),
    instead(mautic, {
      url: marketing.url,
      accounts: [mauticAccount],
      sendTo: (webhookUrl) => void marketing.configure({ webhookUrl }),
      close: () => marketing.close(),
    }),
  ]);
  await connected.receiveAt(hub.url);
  return {
    ninja,
    mautic: marketing,
    company,
    close: () => connected.close(),
    /** What Invoice Ninja holds. */
    billing() {
      const state = ninja.state()[company];
      if (!state) throw new Error('the company is not there');
      return state;
    },
    /** Has webhooks lost, or come again. */
    lose(isLost: boolean) {
      for (const sandbox of [ninja, marketing]) sandbox.configure({ webhooks: isLost ? 'lost' : 'sent' });
    },
    /** How many requests were to change something at either vendor. */
    changes: () => [...ninja.requests(), ...marketing.requests()].filter(({ method }) => changing.has(method)).length,
  };
}

/** Waits until there is nothing left to be told, compared or sent. */
export const untilQuiet = (hub: TestHub) =>
  eventually(async () => {
    const [row] = await hub.database.sql<{ busy: number }>(
      `select count(*)::int as busy from jobs.job where state in ('created', 'retry', 'active')
       and (name in ('pull-record', 'apply-webhook', 'deliver', 'drain-connection') or name like 'domain-events-%')`,
    );
    return row?.busy === 0;
  }, 'nothing left to be done');
