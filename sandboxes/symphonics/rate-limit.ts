import { Refusal } from '../kit/refusal.js';

/** Requests one client may make. */
export interface RateLimits {
  perMinute: number;
  perDay: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

interface Window {
  readonly lengthMs: number;
  readonly limit: () => number;
  endsAt: number;
  used: number;
}

/**
 * The documented limits of the one client this sandbox knows, counted in fixed windows: each starts with the first
 * request after the one before it ended.
 */
export class RateLimit {
  private readonly now: () => number;
  private readonly windows: readonly Window[];

  constructor(now: () => number, limits: () => RateLimits) {
    this.now = now;
    this.windows = [
      { lengthMs: minuteMs, limit: () => limits().perMinute, endsAt: 0, used: 0 },
      { lengthMs: dayMs, limit: () => limits().perDay, endsAt: 0, used: 0 },
    ];
  }

  /** Counts one request. @throws Refusal 429 when a window is full; a refused request is not counted. */
  take(): void {
    const full = this.current().filter((window) => window.used >= window.limit());
    if (full.length > 0) {
      const waitMs = Math.max(...full.map((window) => window.endsAt - this.now()));
      const headers = { 'retry-after': String(Math.ceil(waitMs / 1000)) };
      throw new Refusal(429, 'Too many requests, please retry later', { headers });
    }
    for (const window of this.windows) window.used += 1;
  }

  /** The documented headers, for the window that has the fewest requests left. Counts nothing. */
  headers(): Record<string, string> {
    const [first, ...others] = this.current().map((window) => ({
      limit: window.limit(),
      remaining: Math.max(0, window.limit() - window.used),
      endsAt: window.endsAt,
    }));
    if (!first) return {};
    const tightest = others.reduce((least, next) => (next.remaining < least.remaining ? next : least), first);
    return {
      'x-ratelimit-limit': String(tightest.limit),
      'x-ratelimit-remaining': String(tightest.remaining),
      'x-ratelimit-reset': String(Math.ceil(tightest.endsAt / 1000)),
    };
  }

  reset(): void {
    for (const window of this.windows) Object.assign(window, { endsAt: 0, used: 0 });
  }

  private current(): readonly Window[] {
    for (const window of this.windows) {
      if (window.endsAt <= this.now()) Object.assign(window, { endsAt: this.now() + window.lengthMs, used: 0 });
    }
    return this.windows;
  }
}
