import { type Assembly, assemble } from '../../hub/assemble.js';
import { connectVendors } from '../../hub/connect-vendors.js';
import type { Account, Vendor } from '../../hub/vendors/vendor.js';
import { loadConfig } from '../../platform/config/config.js';
import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { createToyVendor } from '../subgraphs/integrations/toy-vendor.js';
import { callerOf } from '../support/caller.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { baseEnv } from '../support/hub.js';

let database: TestDatabase;
let hub: Assembly;
let logs = '';
beforeAll(async () => {
  database = await cloneDatabase();
  hub = await assemble({
    config: loadConfig(baseEnv(database.url, 'http://127.0.0.1:1')),
    logger: createLogger({
      level: 'warn',
      destination: {
        write(line: string) {
          logs += line;
        },
      },
    }),
    databaseUrl: database.url,
    role: 'test',
    connectors: [createToyVendor().connector],
  });
}, 60_000);
afterAll(async () => {
  await hub.close(2_000);
  await database.drop();
});

const account = (name: string, more: Partial<Account> = {}): Account => ({
  name,
  baseUrl: 'http://127.0.0.1:1',
  credentials: { account: name },
  ...more,
});
const toy = (more: Partial<Vendor>): Vendor => ({
  connector: 'toy',
  title: 'Toy',
  webhookPath: '/toy',
  accounts: () => null,
  startSandbox: () => Promise.reject(new Error('no sandbox is wanted')),
  ...more,
});
const connections = () =>
  database.sql('select name, company_id, settings from integrations.connections where connector = $1 order by name', [
    'toy',
  ]);

test('companies have their accounts by the beginning of their names; what is nobody’s is left out, and said', async () => {
  const { errors, data } = await hub.subgraphServices.billing.execute(
    {
      query: `mutation {
        enki: createCompany(input: { name: "Enki Realty" }) { id }
        one: createCompany(input: { name: "Valoren Nord" }) { id }
        other: createCompany(input: { name: "Valoren Sud" }) { id }
      }`,
      variables: {},
    },
    { caller: callerOf(firstOrganizationId), requestId: 'test' },
  );
  expect(errors).toBeUndefined();
  const accounts = ['ENKI', 'VALOREN', 'VALOREN_SUD', 'TAKEOUT'].map((company) => account(company, { company }));
  const vendor = toy({ accounts: () => [...accounts, account('common', { settings: { tone: 'stern' } })] });
  await connectVendors(hub, [vendor]);
  // Each start finds them again.
  await connectVendors(hub, [vendor]);
  const { enki, other } = data as Record<'enki' | 'other', { id: string }>;
  expect(await connections()).toEqual([
    { name: 'ENKI', company_id: enki.id, settings: { tone: 'soft' } },
    { name: 'VALOREN_SUD', company_id: other.id, settings: { tone: 'soft' } },
    { name: 'common', company_id: null, settings: { tone: 'stern' } },
  ]);
  for (const company of ['VALOREN', 'TAKEOUT']) expect(logs).toContain(`"company":"${company}"`);
});

test('where the environment says nothing, a sandbox stands in, is told where to send, and ends with the hub', async () => {
  const done: string[] = [];
  const vendor = toy({
    startSandbox: async () => ({
      url: 'http://127.0.0.1:2',
      accounts: [account('sandbox')],
      sendTo: (address) => done.push(`sends to ${address}`),
      close: async () => void done.push('closed'),
    }),
  });
  const connected = await connectVendors(hub, [vendor]);
  expect(connected.sandboxes).toEqual([{ title: 'Toy', url: 'http://127.0.0.1:2' }]);
  await connected.receiveAt('http://127.0.0.1:3');
  await connected.close();
  expect(done).toEqual(['sends to http://127.0.0.1:3/toy', 'closed']);
  expect(await connections()).toContainEqual(expect.objectContaining({ name: 'sandbox' }));
});
