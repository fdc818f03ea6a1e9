import { z } from 'zod';
import { isAddressOrBlock } from '../access/address-list.js';
import { HubError } from '../errors/hub-error.js';
import { limitVariables } from './limits.js';
import { gatherCompanyKeys, vendorVariables } from './vendors.js';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['0', '1', 'true', 'false', 'on', 'off']).transform((value) => ['1', 'true', 'on'].includes(value));
const masterSecret = z.string().min(32, 'must have at least 32 characters');
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://');
const addresses = z
  .string()
  .transform((list) => list.split(',').map((one) => one.trim()))
  .pipe(z.array(z.string().refine(isAddressOrBlock, 'must be addresses or CIDR blocks, with commas between')));
const origins = z
  .string()
  .transform((list) => list.split(',').map((one) => one.trim()))
  .pipe(z.array(z.string().refine(isOrigin, 'must be origins such as https://app.example, with commas between')));
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** Every environment variable the hub reads. What each is for stands in the README's table. */
const environment = z.object({
  PORT: port.default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_OWNER_URL: postgresUrl.optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(20),
  DATA_DIR: z.string().min(1).default('.data'),
  HUB_MASTER_KEY: masterSecret.optional(),
  HUB_MASTER_KEY_OLDER: masterSecret.optional(),
  HUB_MASTER_KEY_FILE: z.string().min(1).optional(),
  HUB_BOOTSTRAP_ADMIN_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  PUBLIC_URL: httpUrl.optional(),
  TLS_CERT_FILE: z.string().min(1).optional(),
  TLS_KEY_FILE: z.string().min(1).optional(),
  ALLOWED_ORIGINS: origins.default([]),
  TRUSTED_PROXIES: addresses.default([]),
  UNAUTHORIZED: z.enum(['filter', 'reject']).default('filter'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  SEED_DEMO: flag.default(false),
  ...vendorVariables,
  SUBGRAPH_INTERVENTIONS_URL: httpUrl.optional(),
  SUBGRAPH_INTEGRATIONS_URL: httpUrl.optional(),
  SUBGRAPH_BILLING_URL: httpUrl.optional(),
  SUBGRAPH_MARKETING_URL: httpUrl.optional(),
  SUBGRAPH_ACCESS_URL: httpUrl.optional(),
  DELIVERY_TIMEOUT_MS: z.coerce.number().int().min(10).max(120_000).default(10_000),
  ATTEMPT_RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),
  DELIVERY_RETRY_BASE_MS: z.coerce.number().int().min(1).max(600_000).default(1_000),
  WEBHOOK_ALLOW_LOOPBACK: flag.default(false),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp or smtps URL' }).optional(),
  ALERT_EMAIL_TO: z.string().min(3).optional(),
  ALERT_EMAIL_FROM: z.string().min(3).default('passerelle@localhost'),
  STORAGE_URL: z.string().refine(isStorageUrl, 'must be file:FOLDER or s3://BUCKET').optional(),
  STORAGE_ENCRYPTION: flag.default(false),
  MAX_FILE_BYTES: z.coerce.number().int().min(1).max(1_073_741_824).default(26_214_400),
  AWS_ACCESS_KEY_ID: z.string().min(1).optional(),
  AWS_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  AWS_SESSION_TOKEN: z.string().min(1).optional(),
  AWS_REGION: z.string().min(1).optional(),
  SHUTDOWN_GRACE_MS: z.coerce.number().int().min(0).max(120_000).default(10_000),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  ...limitVariables,
  PERSISTED_OPERATIONS_FILE: z.string().min(1).optional(),
  PERSISTED_ONLY: flag.default(false),
});

export type Config = z.infer<typeof environment>;

/** The environment does not make a configuration; the message lists every problem, one a line. */
export class ConfigError extends HubError {
  readonly code = 'INVALID_CONFIG';
  readonly httpStatus = 500;
}

/**
 * Reads the configuration out of an environment. A variable set to the empty string counts as unset.
 * @throws ConfigError naming every variable that is wrong, never its value
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = environment.safeParse({ ...set, ...gatherCompanyKeys(set) });
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`The configuration is not valid:\n${lines.join('\n')}`);
  }
  return { ...result.data, WEBHOOK_BASE_URL: result.data.WEBHOOK_BASE_URL ?? result.data.PUBLIC_URL };
}

function isStorageUrl(text: string): boolean {
  if (text.startsWith('file:')) return text.length > 'file:'.length;
  return URL.canParse(text) && new URL(text).protocol === 's3:' && new URL(text).hostname !== '';
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
