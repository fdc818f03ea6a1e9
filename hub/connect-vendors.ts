import { firstOrganizationId } from '../platform/database/first-organization.js';
import { runUnitOfWork, type UnitIdentity } from '../platform/service/unit-of-work.js';
import { saveConnection } from '../subgraphs/integrations/connections/save-connection.js';
import type { Assembly } from './assemble.js';
import { type CompanyIds, findCompanies } from './find-companies.js';
import type { Account, StandIn, Vendor } from './vendors/vendor.js';

export interface VendorConnections {
  /** The sandboxes that stand in for vendors. */
  sandboxes: readonly { title: string; url: string }[];
  /** Has the sandboxes send their webhooks to the hub at this address. */
  receiveAt(hubUrl: string): void;
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
  const { config } = assembly;
  const configured = vendors.map((vendor) => ({ vendor, accounts: vendor.accounts(config) }));
  const started: { vendor: Vendor; standIn: StandIn }[] = [];
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
      started.push({ vendor, standIn });
      await save(assembly, vendor, standIn.accounts);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    sandboxes: started.map(({ vendor: { title }, standIn: { url } }) => ({ title, url })),
    receiveAt(hubUrl) {
      for (const { vendor, standIn } of started) standIn.sendTo?.(`${hubUrl}${vendor.webhookPath}`);
    },
    close,
  };
}

/** A company's account is left out, and said to be, while there is no such company. */
async function save(assembly: Assembly, { connector }: Vendor, accounts: readonly Account[]): Promise<void> {
  const { services, logger } = assembly;
  const isAnyCompanys = accounts.some(({ company }) => company !== undefined);
  const companies: CompanyIds = isAnyCompanys ? await findCompanies(assembly, identity) : () => null;
  for (const { company, ...account } of accounts) {
    const companyId = company === undefined ? null : companies(company);
    if (company !== undefined && companyId === null) {
      logger.warn({ connector, company }, 'no company has this name: its account is not connected');
      continue;
    }
    await saveConnection(
      { services, write: (work) => runUnitOfWork(services, identity, work) },
      { connector, companyId, managedByEnvironment: true, ...account },
    );
  }
}
