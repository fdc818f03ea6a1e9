import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../telemetry/logger.js';

export interface OutageWatch {
  readonly isDown: boolean;
  /**
   * Somebody got no answer. The server is asked at once, for it may have been a single connection; if it does not answer
   * either, that is logged, once however many say so, and once more when it is back.
   */
  note(error: unknown): void;
  close(): void;
}

/** How often a server that is down is asked whether it is back, in milliseconds. */
const probeEveryMs = 500;
/** A probe that says nothing for so long was put to a connection that died with the server; another is asked then. */
const probePatienceMs = 5_000;

/** @param probe rejects while the server does not answer */
export function watchOutages(logger: Logger, probe: () => Promise<unknown>): OutageWatch {
  let state: 'up' | 'suspected' | 'down' = 'up';
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let since = 0;

  const look = async (reason: string) => {
    const answer = probe().then(
      () => true,
      () => false,
    );
    const answers = await Promise.race([answer, wait(probePatienceMs, false, { ref: false })]);
    if (closed) return;
    if (!answers) {
      if (state === 'suspected') {
        logger.error({ reason }, 'the database does not answer: calls are refused as UNAVAILABLE until it does');
      }
      state = 'down';
      timer = setTimeout(() => void look(reason), probeEveryMs).unref();
      return;
    }
    if (state === 'down') {
      logger.info({ afterMs: Math.round(performance.now() - since) }, 'the database answers again');
    }
    state = 'up';
  };

  return {
    get isDown() {
      return state === 'down';
    },
    note(error) {
      if (state !== 'up' || closed) return;
      state = 'suspected';
      since = performance.now();
      void look(error instanceof Error ? error.message : String(error));
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
