import { HubError } from '../../../platform/errors/hub-error.js';
import type { Caller } from '../../../platform/service/caller.js';
import type { Authenticate } from '../../server/call-context.js';
import { type RateLimiter, type RateState, whoOf } from './rate-limiter.js';
import type { RefusalLimit } from './refusal-limit.js';
import { windowSeconds } from './take-from-database.js';

/** All calls of this window are used up. */
class RateLimitedError extends HubError {
  readonly code = 'RATE_LIMITED';
  readonly httpStatus = 429;
  override readonly retryable = true;

  constructor({ limit, resetSeconds }: RateState) {
    const message = `At most ${limit} calls may be made in ${windowSeconds} seconds; come back in ${resetSeconds}.`;
    super(message, { details: { limit, windowSeconds, retryAfterSeconds: resetSeconds } });
  }
}

export interface RateLimits {
  /** Calls a minute of a key, client or person for which nothing else is said. Default 1,000. */
  perMinute: number;
  /** Calls a minute of an address that shows no good key. Default 120. */
  anonymousPerMinute: number;
}

/**
 * Counts every call once it is known whose it is, and tells what is left in the headers of
 * draft-ietf-httpapi-ratelimit-headers-10. Who comes without a good key is counted by the address.
 * Throws RATE_LIMITED, and TOO_MANY_REFUSALS without counting the call.
 */
export function limitRate(
  authenticate: Authenticate,
  limiter: RateLimiter,
  limits: Partial<RateLimits>,
  refusals: Pick<RefusalLimit, 'check'>,
): Authenticate {
  const { perMinute = 1_000, anonymousPerMinute = 120 } = limits;
  return async (call) => {
    const caller = await authenticate(call);
    await refusals.check(caller, call.address, call.tell);
    const limit = caller ? (caller.credential?.rateLimitPerMinute ?? perMinute) : anonymousPerMinute;
    const state = await limiter.take(whoOf(caller, call.address), limit);
    if (!state) return caller;
    call.tell?.(headersOf(state, caller));
    if (!state.allowed) throw new RateLimitedError(state);
    return caller;
  };
}

function headersOf({ allowed, limit, remaining, resetSeconds }: RateState, caller: Caller | null) {
  const policy = caller ? '"caller"' : '"address"';
  return {
    'ratelimit-policy': `${policy};q=${limit};w=${windowSeconds}`,
    ratelimit: `${policy};r=${remaining};t=${resetSeconds}`,
    ...(!allowed && { 'retry-after': String(resetSeconds) }),
  };
}
