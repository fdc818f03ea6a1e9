import { z } from 'zod';
import { ApiKey } from '../gateway/access/api-key.js';
import { createKey, ensureOrganization } from '../gateway/access/keys.js';
import { loadConfig } from '../platform/config/config.js';
import { connectDatabase } from '../platform/database/database.js';
import { InvalidInputError } from '../platform/errors/errors.js';
import { violationsOf } from '../platform/errors/violations.js';
import { scopes } from '../platform/service/scopes.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { openDatabaseUrls } from './database-urls.js';
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
  const config = loadConfig();
  const logger = createLogger({ level: 'warn' });
  const urls = await openDatabaseUrls(config, logger);
  try {
    await migrateAll(urls.owner);
    const database = await connectDatabase({ url: urls.application, entities: [ApiKey], logger, poolSize: 2 });
    const { name, organization, scopes: granted, expires } = parsed.data;
    const organizationId = await ensureOrganization(database, organization);
    const key = await createKey(database, { organizationId, name, scopes: granted, expiresAt: expires ?? null });
    await database.close();
    return key;
  } finally {
    await urls.stop();
  }
}
