import { readFileSync } from 'node:fs';
import { AuditKeys, auditKeyColumn } from '../platform/audit/audit-key.js';
import { type Checkpoint, checkpoint, signCheckpoint } from '../platform/audit/checkpoints.js';
import { exportLine } from '../platform/audit/export-line.js';
import { organizationsWithLog, readEntries } from '../platform/audit/read-entries.js';
import { verifyLog } from '../platform/audit/verify-log.js';
import { loadConfig } from '../platform/config/config.js';
import { connectDatabase, type Database } from '../platform/database/database.js';
import { ConflictError, InvalidInputError } from '../platform/errors/errors.js';
import { openMasterKeyring } from '../platform/secrets/open-master-keyring.js';
import { openSecrets } from '../platform/secrets/open-secrets.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { withMigrated } from './keys.js';

type Say = (text: string) => void;

/**
 * `hub audit verify`: reads every log, or one, and says what is wrong with it.
 * @param options `against`: a file of checkpoints that was kept elsewhere, as `hub audit checkpoint` prints them
 * @throws ConflictError when anything is
 */
export async function verifyAudit(options: { organization?: string; against?: string }, say: Say): Promise<void> {
  const elsewhere = options.against ? checkpointsIn(options.against) : [];
  await withLog(async (database, keys) => {
    let wrong = 0;
    const named = [...(await organizationsWithLog(database)), ...elsewhere.map((one) => one.organizationId)];
    for (const organizationId of options.organization ? [options.organization] : new Set(named)) {
      const { entries, problems } = await verifyLog(database, keys, organizationId, elsewhere);
      wrong += problems.length;
      say(`${organizationId}: ${entries} entries, ${problems.length === 0 ? 'whole' : `${problems.length} problems`}`);
      for (const problem of problems) say(`  ${problem}`);
    }
    if (wrong > 0) throw new ConflictError(`The audit log is not what the hub wrote: ${wrong} problems.`);
  });
}

/** `hub audit checkpoint`: signs where each log ends now; one JSON a line, to be kept away from the database. */
export function checkpointAudit(say: Say): Promise<void> {
  return withLog(async (database, keys) => {
    for (const organizationId of await organizationsWithLog(database)) {
      const signed = await signCheckpoint(database, keys, organizationId, new Date());
      if (signed) say(JSON.stringify({ ...signed, sequence: String(signed.sequence) }));
    }
  });
}

/** `hub audit export`: an organization's entries, oldest first, one JSON a line. */
export function exportAudit({ organization }: { organization: string }, say: Say): Promise<void> {
  return withLog(async (database) => {
    for await (const entry of readEntries(database, organization)) say(exportLine(entry));
  });
}

function checkpointsIn(file: string): Checkpoint[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    try {
      return checkpoint.parse(JSON.parse(line));
    } catch (cause) {
      throw new InvalidInputError(`--against: line ${index + 1} of ${file} is no checkpoint.`, { cause });
    }
  });
}

async function withLog(work: (database: Database, keys: AuditKeys) => Promise<void>): Promise<void> {
  const logger = createLogger({ level: 'warn' });
  await withMigrated(async ({ application: url }) => {
    const database = await connectDatabase({ url, entities: [], logger, poolSize: 2 });
    const keyring = openMasterKeyring(loadConfig());
    const secrets = await openSecrets({ url, keyring, columns: [auditKeyColumn], logger });
    try {
      await work(database, new AuditKeys(database, secrets.secretBox));
    } finally {
      await secrets.close();
      await database.close();
    }
  });
}
