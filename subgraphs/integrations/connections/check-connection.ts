import { z } from 'zod';
import type { Connector } from '../../../platform/connectors/connector.js';
import type { RateLimit } from '../../../platform/connectors/rate-limit.js';
import { refuseViolations, type Violation, violationsOf } from '../../../platform/errors/violations.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { IntegrationsServices } from '../services.js';

/** What is set on a connection; `undefined` is left as it is. */
export interface ConnectionSettings {
  name?: string | undefined;
  baseUrl?: string | undefined;
  /** Only ever written: sealed before it reaches the database. */
  credentials?: unknown;
  /** As the connector's `settings` takes them; what is left out of them has the connector's default. */
  settings?: unknown;
  /** `null`: for all companies that have no account of their own. */
  companyId?: string | null | undefined;
  /** `null`: the vendor's documented limits hold. */
  limits?: RateLimit[] | null | undefined;
  managedByEnvironment?: boolean | undefined;
}

const longest = { name: 255, baseUrl: 1_000 };

/**
 * Checks all that is given; writes nothing. An address that a user typed has to lead where the guard lets it; one of the
 * environment is for whoever runs the hub to know.
 * @throws InvalidInputError naming each field
 */
export async function checkConnection(
  { outbound }: Pick<IntegrationsServices, 'outbound'>,
  connector: Connector,
  { name, baseUrl, credentials, settings, companyId, limits, managedByEnvironment = false }: ConnectionSettings,
): Promise<void> {
  const violations: Violation[] = [];
  if (name !== undefined && (name.trim() === '' || name.length > longest.name)) {
    violations.push({ field: 'name', message: `must have 1 to ${longest.name} characters` });
  }
  if (baseUrl !== undefined) {
    const broken = addressViolation(baseUrl);
    if (broken) violations.push({ field: 'baseUrl', message: broken });
    else if (!managedByEnvironment) violations.push(...(await outbound.violations('baseUrl', baseUrl)));
  }
  if (credentials !== undefined) {
    const parsed = connector.credentials.safeParse(credentials);
    for (const { field, message } of parsed.success ? [] : violationsOf(parsed.error)) {
      violations.push({ field: field ? `credentials.${field}` : 'credentials', message });
    }
  }
  if (settings !== undefined) violations.push(...settingsViolations(connector, settings));
  if (companyId != null && !isUuid(companyId)) violations.push({ field: 'companyId', message: 'must be a UUID' });
  for (const [index, { requests, windowMs }] of (limits ?? []).entries()) {
    if (requests < 1) violations.push({ field: `limits.${index}.requests`, message: 'must be at least 1' });
    if (windowMs < 1_000) violations.push({ field: `limits.${index}.windowMs`, message: 'must be at least 1000' });
  }
  refuseViolations(violations);
}

/** What a connector takes of settings, defaults filled in. @throws InvalidInputError naming each field */
export function checkedSettings(connector: Connector, given: unknown): Record<string, unknown> {
  refuseViolations(settingsViolations(connector, given));
  return settingsSchema(connector).parse(given);
}

/** Of a connector that has none, nothing is taken. */
const settingsSchema = ({ settings }: Connector) =>
  (settings ?? z.strictObject({})).pipe(z.record(z.string(), z.unknown()));

function settingsViolations(connector: Connector, given: unknown): Violation[] {
  const parsed = settingsSchema(connector).safeParse(given);
  const below = ({ field, message }: Violation) => ({ field: field ? `settings.${field}` : 'settings', message });
  return parsed.success ? [] : violationsOf(parsed.error).map(below);
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

function addressViolation(baseUrl: string): string | null {
  if (baseUrl.length > longest.baseUrl) return `must have at most ${longest.baseUrl} characters`;
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return 'must be an https URL';
  if (url.username || url.password) return 'must not hold credentials';
  if (url.search || url.hash) return 'must not have a query or a fragment';
  if (url.protocol === 'https:' || loopback.has(url.hostname)) return null;
  return 'must be https: plain http is only for this very machine';
}
