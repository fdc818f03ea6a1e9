import { missingFields, payloadPaths } from '../../../platform/connectors/payload-fields.js';
import { refuseViolations, type Violation, violationsOf } from '../../../platform/errors/violations.js';
import { connectorOf } from '../connections/open-credentials.js';
import type { IntegrationsServices } from '../services.js';
import { departmentCode } from './department.js';
import { partnerConnector } from './partner-connector.js';
import type { PartnerSubscriptionInput, UpdatePartnerInput } from './types.js';

const longest = { name: 255, baseUrl: 1_000, list: 200, text: 255 };

/** Checks all that is given, the address included; writes nothing. @throws InvalidInputError naming each field */
export async function checkPartner(
  { outbound, connectors }: Pick<IntegrationsServices, 'outbound' | 'connectors'>,
  { name, baseUrl, credentials, allowedFields, subscription, limits }: UpdatePartnerInput,
): Promise<void> {
  const violations: Violation[] = [];
  if (typeof name === 'string' && (name.trim() === '' || name.length > longest.name)) {
    violations.push({ field: 'name', message: `must have 1 to ${longest.name} characters` });
  }
  if (typeof baseUrl === 'string') {
    if (baseUrl.length > longest.baseUrl) {
      violations.push({ field: 'baseUrl', message: `must have at most ${longest.baseUrl} characters` });
    } else violations.push(...(await outbound.violations('baseUrl', baseUrl)));
  }
  if (credentials !== undefined && credentials !== null) {
    const checked = connectorOf(connectors, partnerConnector).credentials.safeParse(credentials);
    if (!checked.success) violations.push(...below('credentials', violationsOf(checked.error)));
  }
  if (allowedFields) violations.push(...fieldViolations(connectors, allowedFields));
  if (subscription) violations.push(...below('subscription', subscriptionViolations(subscription)));
  for (const [index, { requests, windowMs }] of (limits ?? []).entries()) {
    if (requests < 1) violations.push({ field: `limits.${index}.requests`, message: 'must be at least 1' });
    if (windowMs < 1_000) violations.push({ field: `limits.${index}.windowMs`, message: 'must be at least 1000' });
  }
  refuseViolations(violations);
}

const below = (above: string, violations: Violation[]): Violation[] =>
  violations.map(({ field, message }) => ({ field: field ? `${above}.${field}` : above, message }));

/** A payload that lacks what the format requires would be refused by whoever gets it, each time. */
function fieldViolations(connectors: IntegrationsServices['connectors'], allowed: string[]): Violation[] {
  const { format } = connectorOf(connectors, partnerConnector).actions['publish-intervention'] ?? {};
  if (!format) throw new Error('the format of partners has no schema');
  const known = new Set(payloadPaths(format));
  const unknown = allowed.flatMap((path, index) =>
    known.has(path) ? [] : [{ field: `allowedFields.${index}`, message: `${path} is no field of the format` }],
  );
  const missing = missingFields(format, new Set(allowed)).map((path) => ({
    field: 'allowedFields',
    message: `must hold ${path}, which the format requires`,
  }));
  return [...unknown, ...missing];
}

function subscriptionViolations(subscription: PartnerSubscriptionInput): Violation[] {
  const violations: Violation[] = [];
  for (const field of ['companies', 'operationCodes', 'departments'] as const) {
    const values = subscription[field] ?? [];
    if (values.length > longest.list) violations.push({ field, message: `must have at most ${longest.list} items` });
    for (const [index, value] of values.entries()) {
      if (value.trim() !== '' && value.length <= longest.text) continue;
      violations.push({ field: `${field}.${index}`, message: `must have 1 to ${longest.text} characters` });
    }
  }
  for (const [index, value] of (subscription.departments ?? []).entries()) {
    if (departmentCode.test(value.toUpperCase())) continue;
    const message = 'must be a department: 01 to 95, 2A or 2B for Corsica, 971 and so on overseas';
    violations.push({ field: `departments.${index}`, message });
  }
  if (subscription.statuses?.length === 0) violations.push({ field: 'statuses', message: 'must have at least one' });
  return violations;
}
