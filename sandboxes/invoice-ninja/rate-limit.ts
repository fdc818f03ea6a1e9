import { Refusal } from '../kit/refusal.js';

const minuteMs = 60_000;

/** Requests each token may make in a minute, counted in fixed windows that start with their first request. */
export class RateLimit {
  private readonly now: () => number;
  private readonly perMinute: () => number | null;
  private readonly windows = new Map<string, { endsAt: number; used: number }>();

  constructor(now: () => number, perMinute: () => number | null) {
    this.now = now;
    this.perMinute = perMinute;
  }

  /** Counts one request and gives the headers to answer it with. @throws Refusal 429 */
  take(token: string): Record<string, string> {
    const limit = this.perMinute();
    if (limit === null) return {};
    const known = this.windows.get(token);
    const window = known && known.endsAt > this.now() ? known : { endsAt: this.now() + minuteMs, used: 0 };
    this.windows.set(token, window);
    const headers = (remaining: number) => ({
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
    });
    if (window.used >= limit) {
      const wait = Math.ceil((window.endsAt - this.now()) / 1000);
      throw new Refusal(429, 'Too many requests', { headers: { ...headers(0), 'retry-after': String(wait) } });
    }
    window.used += 1;
    return headers(limit - window.used);
  }

  reset(): void {
    this.windows.clear();
  }
}
