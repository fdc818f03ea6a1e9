import { connectVendors } from '../../hub/connect-vendors.js';
import { invoiceNinja } from '../../hub/vendors/invoice-ninja.js';
import { mautic } from '../../hub/vendors/mautic.js';
import type { StandIn, Vendor } from '../../hub/vendors/vendor.js';
import { createInvoiceNinjaSandbox } from '../../sandboxes/invoice-ninja/index.js';
import { createMauticSandbox } from '../../sandboxes/mautic/index.js';
import { eventually } from './eventually.js';
import type { TestHub } from './hub.js';
import { readChangedRecords } from './vendors.js';

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
       and (name in ('pull-record', 'apply-webhook', 'drain-connection') or name like 'deliver%' or name like 'domain-events-%')`,
    );
    return row?.busy === 0;
  }, 'nothing left to be done');

export interface OpenConflict {
  id: string;
  field: string;
  ours: unknown;
  theirs: unknown;
  rule: string;
}

/** What tests ask of records that both sides have. */
export function bothSides(hub: TestHub, vendors: { changes(): number }) {
  const inbox = async (id: string): Promise<OpenConflict[]> => {
    const query = `query ($id: ID!) {
      conflicts(filter: { status: OPEN, subjectId: $id }) { nodes { id field ours theirs rule } } }`;
    return (await hub.admin.data<{ conflicts: { nodes: OpenConflict[] } }>(query, { id })).conflicts.nodes;
  };
  const poll = () => readChangedRecords(hub);
  return {
    inbox,
    poll,
    /** What the vendor calls one of ours, once both sides were compared. */
    async found(subjectId: string): Promise<string> {
      const agreed = 'select external_id from integrations.external_records where subject_id = $1 and base is not null';
      const [row] = await eventually(async () => {
        const rows = await hub.database.sql<{ external_id: string }>(agreed, [subjectId]);
        return rows.length > 0 && rows;
      }, 'both sides compared');
      return row?.external_id ?? '';
    },
    openConflicts: (id: string, ...fields: string[]) =>
      eventually(
        async () => {
          const open = await inbox(id);
          return fields.every((field) => open.some((one) => one.field === field)) && open;
        },
        `${fields.join(', ')} in the inbox`,
      ),
    resolve: (id: string, take: 'OURS' | 'THEIRS') =>
      hub.admin.data('mutation ($id: ID!, $take: ConflictSide!) { resolveConflict(id: $id, take: $take) { id } }', {
        id,
        take,
      }),
    /** Whatever is asked of both sides from here on, nothing is written any more. */
    async agreeForGood(): Promise<void> {
      await untilQuiet(hub);
      const before = vendors.changes();
      for (const _ of [1, 2]) {
        await poll();
        await untilQuiet(hub);
      }
      expect(vendors.changes()).toBe(before);
    },
  };
}
