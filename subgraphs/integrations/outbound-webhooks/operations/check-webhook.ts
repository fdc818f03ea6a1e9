import { refuseViolations, type Violation } from '../../../../platform/errors/violations.js';
import type { Caller } from '../../../../platform/service/caller.js';
import type { IntegrationsServices } from '../../services.js';
import { eventPattern, partnerEventPattern } from '../event-patterns.js';
import { selectionFault } from '../payload.js';

/** What people set on a webhook; `undefined` is left as it is. */
export interface WebhookSettings {
  name?: string | undefined;
  url?: string | undefined;
  events?: string[] | undefined;
  /** `null`: the default payload. */
  payloadSelection?: string | null | undefined;
  active?: boolean | undefined;
}

const longest = { name: 255, url: 1_000, events: 50 };

/** Checks all that is given, the address and the graph included; writes nothing. @throws InvalidInputError naming each field */
export async function checkWebhook(
  services: Pick<IntegrationsServices, 'outbound' | 'graph' | 'partnerGraph'>,
  caller: Caller,
  { name, url, events, payloadSelection }: WebhookSettings,
): Promise<void> {
  const violations: Violation[] = [];
  if (name !== undefined && (name.trim() === '' || name.length > longest.name)) {
    violations.push({ field: 'name', message: `must have 1 to ${longest.name} characters` });
  }
  if (events !== undefined) violations.push(...eventViolations(events, caller));
  if (url !== undefined) {
    if (url.length > longest.url)
      violations.push({ field: 'url', message: `must have at most ${longest.url} characters` });
    else violations.push(...(await services.outbound.violations('url', url)));
  }
  if (typeof payloadSelection === 'string') {
    const { organizationId, ...owner } = caller;
    const fault = await selectionFault(services, { organizationId, owner }, payloadSelection);
    if (fault) violations.push({ field: 'payloadSelection', message: fault });
  }
  refuseViolations(violations);
}

function eventViolations(events: readonly string[], { partnerId }: Caller): Violation[] {
  if (events.length === 0 || events.length > longest.events) {
    return [{ field: 'events', message: `must be 1 to ${longest.events} types of events, or patterns of them` }];
  }
  const [allowed, message] =
    partnerId === undefined
      ? [eventPattern, 'must be a type of events, or a pattern: *, delivery.*']
      : [partnerEventPattern, 'must be about deliveries: delivery.*, or one such type'];
  return events.flatMap((pattern, index) => (allowed.test(pattern) ? [] : [{ field: `events.${index}`, message }]));
}
