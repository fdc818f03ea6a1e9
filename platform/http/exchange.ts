import { redact } from './redact.js';

/** One request to a vendor and its answer, as it is kept: redacted and cut to size. */
export interface Exchange {
  request: { method: string; url: string; headers: unknown; body: unknown };
  response: { status: number; headers: unknown; body: unknown } | null;
  durationMs: number;
}

/** A kept body is at most this long, in characters of JSON. */
const maxKeptBody = 64_000;

/** A body as it is kept: redacted, and only its beginning when it is long. */
export function keptBody(body: unknown, knownSecrets: readonly string[]): unknown {
  const clean = redact(body, knownSecrets);
  const text = typeof clean === 'string' ? clean : JSON.stringify(clean ?? null);
  if (text.length <= maxKeptBody) return clean ?? null;
  return { truncated: true, characters: text.length, beginning: text.slice(0, maxKeptBody) };
}
