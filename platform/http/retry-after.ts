/** `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3), as milliseconds from now; `undefined` without one. */
export function retryAfterMs(header: string | undefined): number | undefined {
  if (!header) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
