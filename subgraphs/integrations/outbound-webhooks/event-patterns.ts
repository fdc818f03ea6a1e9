/** `*`, `delivery.*`, `delivery.succeeded`: what a webhook may be told of. */
export const eventPattern = /^(\*|[a-z][a-z0-9-]*(\.[a-z0-9-]+)*(\.\*)?)$/;

/** The same for a partner, which has no other events than those of its own deliveries. */
export const partnerEventPattern = /^delivery\.(\*|[a-z0-9-]+)$/;

/** Whether a type of sync events is among those that are asked for. */
export function matchesEvents(patterns: readonly string[], type: string): boolean {
  return patterns.some((pattern) => (pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern));
}
