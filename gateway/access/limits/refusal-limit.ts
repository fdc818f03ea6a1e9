import { setTimeout as wait } from 'node:timers/promises';
import { HubError } from '../../../platform/errors/hub-error.js';
import { BoundedCache } from '../../../platform/service/bounded-cache.js';
import type { Caller } from '../../../platform/service/caller.js';
import { whoOf } from './rate-limiter.js';

/** A caller has sent one operation after another that asks for more than one may; for a while nothing of it is read. */
class TooManyRefusalsError extends HubError {
  readonly code = 'TOO_MANY_REFUSALS';
  readonly httpStatus = 429;
  override readonly retryable = true;

  constructor(max: number, retryAfterSeconds: number) {
    const message = `${max} operations of this minute were beyond the limits; come back in ${retryAfterSeconds} seconds.`;
    super(message, { details: { max, retryAfterSeconds } });
  }
}

/** Whose operation was beyond the limits, and where it came from. */
export type OnRefusal = (caller: Caller | null, address: string) => void;

export interface RefusalLimit {
  /** An operation of somebody was refused for what it asks. */
  note: OnRefusal;
  /**
   * Whether somebody is still heard; who is not, waits for the answer.
   * @param tell takes headers for the answer
   * @throws TooManyRefusalsError
   */
  check(
    caller: Caller | null,
    address: string,
    tell?: (headers: Readonly<Record<string, string>>) => void,
  ): Promise<void>;
}

export interface RefusalLimitOptions {
  /** Operations beyond the limits that one may send in a minute, at this process. Default 30. */
  perMinute?: number | undefined;
  /**
   * Milliseconds that a refused caller waits for the answer. Who sends the next one when the last is answered sends that
   * many less, and what it sends waits unread on its own side. Default 500.
   */
  holdMs?: number | undefined;
  /** Milliseconds that never go back. Default the process's clock. */
  now?: () => number;
}

const minuteMs = 60_000;
/** Callers that wait at once; any more are answered at once, so that waiting costs no memory. */
const mostHeld = 200;

/**
 * Refusing costs little, but not nothing: reading the body, taking its JSON apart, counting. Who goes on with it is refused
 * before any of that, by a look into this process's memory, until the minute since the first of them is over.
 */
export function createRefusalLimit({
  perMinute = 30,
  holdMs = 500,
  now = () => performance.now(),
}: RefusalLimitOptions = {}): RefusalLimit {
  let held = 0;
  const refused = new BoundedCache<string, { count: number; until: number }>(10_000);

  return {
    note(caller, address) {
      const who = whoOf(caller, address);
      const known = refused.get(who);
      if (known && known.until > now()) known.count++;
      else refused.set(who, { count: 1, until: now() + minuteMs });
    },
    async check(caller, address, tell) {
      const known = refused.get(whoOf(caller, address));
      const leftMs = known && known.count >= perMinute ? known.until - now() : 0;
      if (leftMs <= 0) return;
      if (holdMs > 0 && held < mostHeld) {
        held++;
        await wait(holdMs, undefined, { ref: false });
        held--;
      }
      const seconds = Math.ceil(leftMs / 1_000);
      tell?.({ 'retry-after': String(seconds) });
      throw new TooManyRefusalsError(perMinute, seconds);
    },
  };
}
