import { BoundedCache } from '../../../platform/service/bounded-cache.js';
import type { Caller } from '../../../platform/service/caller.js';
import type { TakeFromDatabase } from './take-from-database.js';

/** What is left of a caller's calls after this one. */
export interface RateState {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Seconds until all calls may be made again. */
  resetSeconds: number;
}

export interface RateLimiterOptions {
  take: TakeFromDatabase;
  /** Told when it could not be asked how much is left; the calls are let through. */
  onFailure(error: unknown): void;
  /** Milliseconds that never go back. Default the process's clock. */
  now?: () => number;
}

export interface RateLimiter {
  /** One call of somebody. `null` when it could not be found out. */
  take(who: string, limit: number): Promise<RateState | null>;
}

interface Waiting {
  limit: number;
  answer: ((state: RateState | null) => void)[];
}

/** Whose calls are counted together: a key's, a client's, a person's; without any of them, an address's. */
export function whoOf(caller: Caller | null, address: string): string {
  return caller ? `${caller.actor.kind}:${caller.actor.id}` : `address:${networkOf(address)}`;
}

/**
 * Counts calls in the database, where all gateways count. One statement is under way at a time; what comes meanwhile, of
 * whatever callers, goes with the next one, so that a flood costs few statements and the count stays exact. Who has used
 * everything up is refused here until the time is over: nothing can have been given back before.
 */
export function createRateLimiter({ take, onFailure, now = () => performance.now() }: RateLimiterOptions): RateLimiter {
  let waiting = new Map<string, Waiting>();
  let flying = false;
  const usedUp = new BoundedCache<string, { limit: number; until: number }>(10_000);

  const fly = async () => {
    if (flying) return;
    flying = true;
    while (waiting.size > 0) {
      const batch = waiting;
      waiting = new Map();
      await settle(batch);
    }
    flying = false;
  };

  const settle = async (batch: Map<string, Waiting>) => {
    try {
      const wanted = [...batch].map(([who, { limit, answer }]) => ({ who, wanted: answer.length, allowed: limit }));
      for (const { who, used, resetMs } of await take(wanted)) {
        const one = batch.get(who);
        if (!one) continue;
        const { limit, answer } = one;
        const before = used - answer.length;
        if (used >= limit) usedUp.set(who, { limit, until: now() + resetMs });
        for (const [index, tell] of answer.entries()) {
          const left = limit - before - index - 1;
          tell({ allowed: left >= 0, limit, remaining: Math.max(0, left), resetSeconds: Math.ceil(resetMs / 1_000) });
        }
      }
    } catch (error) {
      onFailure(error);
    }
    // Those that were answered do not hear it a second time.
    for (const { answer } of batch.values()) for (const tell of answer) tell(null);
  };

  return {
    take(who, limit) {
      const known = usedUp.get(who);
      const leftMs = known?.limit === limit ? known.until - now() : 0;
      if (leftMs > 0)
        return Promise.resolve({ allowed: false, limit, remaining: 0, resetSeconds: Math.ceil(leftMs / 1_000) });
      return new Promise((resolve) => {
        const one = waiting.get(who) ?? { limit, answer: [] };
        one.limit = limit;
        one.answer.push(resolve);
        waiting.set(who, one);
        void fly();
      });
    },
  };
}

/** Who has one address of IPv6 has 2^64 of them. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = (tail ?? '').split(':').filter(Boolean);
  const middle =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0');
  return `${[...groups, ...middle, ...rest].slice(0, 4).join(':')}::/64`;
}
