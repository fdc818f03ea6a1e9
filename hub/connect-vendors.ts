import { firstOrganizationId } from '../platform/database/first-organization.js';
import { runUnitOfWork, type UnitIdentity } from '../platform/service/unit-of-work.js';
import { connectorOf } from '../subgraphs/integrations/connections/open-credentials.js';
import { saveConnection } from '../subgraphs/integrations/connections/save-connection.js';
import { subscribeConnection } from '../subgraphs/integrations/connections/subscribe-connection.js';
import type { Assembly } from './assemble.js';
import { type CompanyIds, findCompanies } from './find-companies.js';
import type { Account, StandIn, Vendor } from './vendors/vendor.js';

export interface VendorConnections {
  /** The sandboxes that stand in for vendors. */
  sandboxes: readonly { title: string; url: string }[];
  /** Has the sandboxes send their webhooks to the hub at this address. @throws VendorError */
  receiveAt(hubUrl: string): Promise<void>;
  /** Ends the sandboxes. */
  close(): Promise<void>;
}

const actor = { kind: 'system' as const, id: 'environment', name: 'environment' };
const identity: UnitIdentity = {
  caller: { organizationId: firstOrganizationId, actor, scopes: ['admin'] },
  requestId: 'start',
};

/**
 * Gives the first organization its connections: as the environment says, or to a sandbox in this process where it says
 * nothing of a vendor.
 * @throws ConfigError when it says only half of one
 */
export async function connectVendors(assembly: Assembly, vendors: readonly Vendor[]): Promise<VendorConnections> {
  const { config, services } = assembly;
  const configured = vendors.map((vendor) => ({ vendor, accounts: vendor.accounts(config) }));
  const started: { vendor: Vendor; standIn: StandIn; connectionIds: string[] }[] = [];
  const close = async () => {
    await Promise.all(started.map(({ standIn }) => standIn.close()));
  };
  try {
    for (const { vendor, accounts } of configured) {
      if (accounts) {
        await save(assembly, vendor, accounts);
        continue;
      }
      const standIn = await vendor.startSandbox(config);
      const one = { vendor, standIn, connectionIds: [] as string[] };
      started.push(one);
      one.connectionIds = await save(assembly, vendor, standIn.accounts);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    sandboxes: started.map(({ vendor: { title }, standIn: { url } }) => ({ title, url })),
    async receiveAt(hubUrl) {
      for (const { vendor, standIn, connectionIds } of started) {
        const address = `${hubUrl}${vendor.webhookPath}`;
        standIn.sendTo?.(address);
        if (!connectorOf(services.connectors, vendor.connector).subscribe) continue;
        for (const connectionId of connectionIds) {
          await subscribeConnection(services, identity, { connectionId, address });
        }
      }
    },
    close,
  };
}

/** A company's account is left out, and said to be, while there is no such company. @returns the connections' ids */
async function save(assembly: Assembly, { connector }: Vendor, accounts: readonly Account[]): Promise<string[]> {
  const ids: string[] = [];
  const { services, logger } = assembly;
  const isAnyCompanys = accounts.some(({ company }) => company !== undefined);
  const companies: CompanyIds = isAnyCompanys ? await findCompanies(assembly, identity) : () => null;
  for (const { company, ...account } of accounts) {
    const companyId = company === undefined ? null : companies(company);
    if (company !== undefined && companyId === null) {
      logger.warn({ connector, company }, 'no company has this name: its account is not connected');
      continue;
    }
    const { id } = await saveConnection(
      { services, write: (work) => runUnitOfWork(services, identity, work) },
      { connector, companyId, managedByEnvironment: true, ...account },
    );
    ids.push(id);
  }
  return ids;
}
