import { HubError } from '../../../platform/errors/hub-error.js';
import type { Caller } from '../../../platform/service/caller.js';
import { whoOf } from './rate-limiter.js';

/** Too many streams of one caller are open: close one first. */
class TooManyConnectionsError extends HubError {
  readonly code = 'TOO_MANY_CONNECTIONS';
  readonly httpStatus = 429;
  override readonly retryable = true;
}

/** Too many operations run on one WebSocket. */
export class TooManyOperationsError extends HubError {
  readonly code = 'TOO_MANY_OPERATIONS';
  readonly httpStatus = 429;
  override readonly retryable = true;

  constructor(max: number) {
    super(`At most ${max} operations may run on one WebSocket.`, { details: { max } });
  }
}

export interface ConnectionLimit {
  /**
   * Counts one more WebSocket or event stream of a caller; without a caller, of an address.
   * @returns takes it off again; a second call does nothing
   * @throws TooManyConnectionsError
   */
  enter(caller: Caller | null, address: string): () => void;
}

/** How many streams a caller may have open at this process. */
export function createConnectionLimit(max: number): ConnectionLimit {
  const open = new Map<string, number>();

  return {
    enter(caller, address) {
      const who = whoOf(caller, address);
      const before = open.get(who) ?? 0;
      if (before >= max) {
        const details = { max };
        throw new TooManyConnectionsError(`At most ${max} WebSockets and event streams may be open at once.`, {
          details,
        });
      }
      open.set(who, before + 1);
      let here = true;
      return () => {
        if (!here) return;
        here = false;
        const left = (open.get(who) ?? 1) - 1;
        if (left > 0) open.set(who, left);
        else open.delete(who);
      };
    },
  };
}
