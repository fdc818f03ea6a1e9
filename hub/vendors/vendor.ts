import type { Config } from '../../platform/config/config.js';

/** One connection to a vendor, as the environment or a sandbox has it. */
export interface Account {
  /** Tells several to one vendor apart. */
  name: string;
  baseUrl: string;
  credentials: unknown;
  /** Default: the connector's. */
  settings?: unknown;
  /** Whose account it is: a company as variables name it. Absent: for all that have none of their own. */
  company?: string;
}

/** A sandbox that stands in for a vendor in this process. */
export interface StandIn {
  url: string;
  accounts: readonly Account[];
  /** Has it send its webhooks there. Absent: a person has it send them, or the connector subscribes. */
  sendTo?(address: string): void;
  close(): Promise<void>;
}

/** How `start` connects the first organization to a vendor. */
export interface Vendor {
  connector: string;
  title: string;
  /** `null` where the environment says nothing of the vendor. @throws ConfigError when it says only half of it */
  accounts(config: Config): readonly Account[] | null;
  startSandbox(config: Config): Promise<StandIn>;
  /** Where its webhooks come in. */
  webhookPath: string;
}
