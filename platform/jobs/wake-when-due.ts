/** How far ahead is looked, in milliseconds. What is due later than that is found by polling. */
const horizonMs = 120_000;
/** Jobs due within such a stretch are looked for once, at its end, in milliseconds. */
const stretchMs = 100;

export interface DueTimers {
  /** Has the queue looked at when a job in it is due. */
  at(queue: string, due: Date): void;
  stop(): void;
}

/** Looks for jobs when they are due, and not up to a second later when the next poll comes by. */
export function wakeWhenDue(wake: (queue: string) => void): DueTimers {
  const timers = new Map<string, NodeJS.Timeout>();
  return {
    at(queue, due) {
      const stretch = Math.ceil(due.getTime() / stretchMs);
      const inMs = stretch * stretchMs - Date.now();
      const key = `${queue} ${stretch}`;
      if (inMs <= 0 || inMs > horizonMs || timers.has(key)) return;
      const fire = () => {
        timers.delete(key);
        wake(queue);
      };
      timers.set(key, setTimeout(fire, inMs).unref());
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
