/** How many fetches one subgraph gets at once. */
export interface SlotLimits {
  /** Default 200. */
  maxConcurrent?: number | undefined;
  /** How many more may wait for their turn. Default 1,000. */
  maxWaiting?: number | undefined;
}

/**
 * Lets so many run at once and so many wait, in the order they came. A slot is free again when its work has settled or
 * its signal is aborted: work that never ends must not keep it.
 */
export class Slots {
  readonly #maxConcurrent: number;
  readonly #maxWaiting: number;
  readonly #full: () => Error;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  /** @param full makes the error for whoever finds every place taken, those for waiting too */
  constructor({ maxConcurrent = 200, maxWaiting = 1_000 }: SlotLimits, full: () => Error) {
    this.#maxConcurrent = maxConcurrent;
    this.#maxWaiting = maxWaiting;
    this.#full = full;
  }

  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#running < this.#maxConcurrent) this.#running++;
    else await this.#turn(signal);
    let held = true;
    const release = () => {
      if (!held) return;
      held = false;
      const [next] = this.#waiting;
      // Handed over, not given back: whoever comes just now must not be first.
      if (next) next();
      else this.#running--;
    };
    signal.addEventListener('abort', release, { once: true });
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      signal.removeEventListener('abort', release);
      release();
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.#maxWaiting) return Promise.reject(this.#full());
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(go);
        reject(signal.reason);
      };
      const go = () => {
        this.#waiting.delete(go);
        signal.removeEventListener('abort', leave);
        resolve();
      };
      this.#waiting.add(go);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
