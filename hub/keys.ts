import pg from 'pg';
import { z } from 'zod';
import { loadConfig } from '../platform/config/config.js';
import { connectDatabase } from '../platform/database/database.js';
import { InvalidInputError } from '../platform/errors/errors.js';
import { violationsOf } from '../platform/errors/violations.js';
import { scopes } from '../platform/service/scopes.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { createKey, ensureOrganization } from '../subgraphs/access/administration/create-key.js';
import {
  type KeyRecord,
  listKeys,
  regenerateKey,
  revokeKey,
} from '../subgraphs/access/administration/key-directory.js';
import { ApiKey } from '../subgraphs/access/entities/api-key.js';
import { type DatabaseUrls, openDatabaseUrls } from './database-urls.js';
import { migrateAll } from './migrate-all.js';

const keyOptions = z.object({
  name: z.string().trim().min(1).max(200),
  organization: z.string().trim().min(1).max(200),
  scopes: z
    .string()
    .transform((list) => list.split(',').map((scope) => scope.trim()))
    .pipe(z.array(z.enum(scopes)).min(1)),
  expires: z.coerce.date().optional(),
});

/** `hub keys create`: makes a key and returns it. @throws InvalidInputError naming the option that is wrong */
export async function createApiKey(given: unknown): Promise<string> {
  const parsed = keyOptions.safeParse(given);
  if (!parsed.success) {
    const rules = violationsOf(parsed.error).map(({ field, message }) => `--${field}: ${message}`);
    throw new InvalidInputError(rules.join('\n'));
  }
  return withMigrated(async (urls) => {
    const logger = createLogger({ level: 'warn' });
    const database = await connectDatabase({ url: urls.application, entities: [ApiKey], logger, poolSize: 2 });
    const { name, organization, scopes: granted, expires } = parsed.data;
    const organizationId = await ensureOrganization(database, organization);
    const key = await createKey(database, { organizationId, name, scopes: granted, expiresAt: expires ?? null });
    await database.close();
    return key;
  });
}

/** `hub keys list`: one line a key. */
export async function listApiKeys(): Promise<string> {
  const keys = await asOwner(listKeys);
  const rows = keys.map((key) => [key.prefix, key.id, key.organization, key.name, key.scopes.join(','), stateOf(key)]);
  return table([['KEY', 'ID', 'ORGANIZATION', 'NAME', 'SCOPES', 'STATE'], ...rows]);
}

/** `hub keys revoke`: says what it ended. @throws NotFoundError, ConflictError */
export async function revokeApiKey(which: string): Promise<string> {
  const { prefix, name, organization, revokedAt } = await asOwner((owner) => revokeKey(owner, which));
  const key = `The key ${prefix}… (${name}, of ${organization})`;
  return revokedAt ? `${key} was revoked already, at ${revokedAt.toISOString()}.` : `${key} is revoked.`;
}

const regeneration = z.object({ overlap: z.coerce.number().int().min(0).max(720) });

/** `hub keys regenerate`: returns the new secret. @throws NotFoundError, ConflictError, InvalidInputError */
export async function regenerateApiKey(which: string, given: unknown): Promise<string> {
  const parsed = regeneration.safeParse(given);
  if (!parsed.success) throw new InvalidInputError('--overlap: hours, 0 to 720');
  return asOwner((owner) => regenerateKey(owner, which, parsed.data.overlap));
}

/** Work as the owner of the tables, who alone sees across organizations. */
export async function asOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
  return withMigrated(async (urls) => {
    const owner = new pg.Client({ connectionString: urls.owner });
    await owner.connect();
    return work(owner).finally(() => owner.end());
  });
}

/** Over a database that is as this version needs it. */
export async function withMigrated<T>(work: (urls: DatabaseUrls) => Promise<T>): Promise<T> {
  const urls = await openDatabaseUrls(loadConfig(), createLogger({ level: 'warn' }));
  try {
    await migrateAll(urls.owner);
    return await work(urls);
  } finally {
    await urls.stop();
  }
}

function stateOf({ expiresAt, revokedAt }: KeyRecord): string {
  if (revokedAt) return `revoked ${revokedAt.toISOString()}`;
  if (!expiresAt) return 'good';
  return `${expiresAt > new Date() ? 'good until' : 'expired'} ${expiresAt.toISOString()}`;
}

/** Cells under each other. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
