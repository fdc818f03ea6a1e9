import pg from 'pg';
import { z } from 'zod';
import { type Config, loadConfig } from '../platform/config/config.js';
import { connectDatabase, type Database } from '../platform/database/database.js';
import type { MasterKeyring } from '../platform/secrets/master-keyring.js';
import { openMasterKeyring } from '../platform/secrets/open-master-keyring.js';
import { openSecrets, type Secrets } from '../platform/secrets/open-secrets.js';
import { readSecretsStatus } from '../platform/secrets/read-secrets-status.js';
import { rotateMaster } from '../platform/secrets/rotate-master.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { table, withMigrated } from './keys.js';
import { sealedColumns } from './subgraphs.js';

interface Parts {
  owner: pg.Client;
  database: Database;
  keyring: MasterKeyring;
  secrets: Secrets;
  organizations: readonly string[];
}

/** `hub keys rotate-master`. @throws ConflictError, MasterKeyMissingError, ConfigError */
export async function rotateMasterKey(
  { dataKeys: replaceDataKeys }: { dataKeys: boolean },
  onProgress: (line: string) => void,
): Promise<void> {
  await withParts(loadConfig(), ({ secrets: { secretBox, dataKeys }, ...parts }) =>
    rotateMaster({ ...parts, secretBox, dataKeys, columns: sealedColumns, replaceDataKeys, onProgress }),
  );
}

/** `hub keys status`: the versions of the master key, and what is under each. */
export async function masterKeyStatus(): Promise<string> {
  return withParts(loadConfig(), async ({ owner, database, keyring, organizations }) => {
    const { versions, columns, unlisted } = await readSecretsStatus(owner, database, sealedColumns, organizations);
    const here = new Set(keyring.all().map(({ id }) => id));
    const known = versions.map(({ id, current, finishedAt, since, active, retired, secrets }) => {
      const state = current ? (finishedAt ? 'in use' : 'rotation not done') : 'old';
      return [id, state, since.toISOString(), here.has(id) ? 'yes' : 'no', `${active}`, `${retired}`, `${secrets}`];
    });
    const ids = new Set([...unlisted.keys(), ...here].filter((id) => versions.every((version) => version.id !== id)));
    const others = [...ids].map((id) => {
      return [id, 'not in use', '–', here.has(id) ? 'yes' : 'no', '0', '0', `${unlisted.get(id) ?? 0}`];
    });
    const head = ['MASTER KEY', 'STATE', 'SINCE', 'CONFIGURED HERE', 'DATA KEYS', 'OLD DATA KEYS', 'SECRETS DIRECTLY'];
    const columnRows = columns.map(({ column, current, older }) => [column, `${current}`, `${older}`]);
    const columnHead = ['COLUMN', 'SECRETS UNDER DATA KEYS IN USE', 'UNDER OLDER KEYS'];
    return `${table([head, ...known, ...others])}\n\n${table([columnHead, ...columnRows])}`;
  });
}

async function withParts<T>(config: Config, work: (parts: Parts) => Promise<T>): Promise<T> {
  const logger = createLogger({ level: 'warn' });
  const keyring = openMasterKeyring(config);
  return withMigrated(async ({ owner: ownerUrl, application: url }) => {
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    const database = await connectDatabase({ url, entities: [], logger, poolSize: 2 });
    const secrets = await openSecrets({ url, keyring, columns: sealedColumns, logger });
    try {
      return await work({ owner, database, keyring, secrets, organizations: await organizationsOf(owner) });
    } finally {
      await Promise.all([owner.end(), database.close(), secrets.close()]);
    }
  });
}

async function organizationsOf(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query(
    'select id from access.organizations union select organization_id from secrets.data_keys order by id',
  );
  return z
    .array(z.object({ id: z.uuid() }))
    .parse(rows)
    .map(({ id }) => id);
}
