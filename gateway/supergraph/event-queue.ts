import { SubscriptionOverflowError } from './errors.js';

export interface QueueLimits {
  /** Events that may wait. Default 1,000. */
  maxEvents?: number | undefined;
  /** Bytes (characters of JSON) that may wait. Default 8 MiB. */
  maxBytes?: number | undefined;
}

interface Waiter<T> {
  resolve(step: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/**
 * Events between a writer that cannot wait and a reader that may be slow. Nothing is ever dropped in silence: a reader
 * too far behind gets SUBSCRIPTION_OVERFLOW in place of what waits, and resumes from the last event it has.
 */
export class EventQueue<T> {
  readonly #maxEvents: number;
  readonly #maxBytes: number;
  readonly #sizeOf: (event: T) => number;
  #events: { event: T; size: number }[] = [];
  #bytes = 0;
  #waiters: Waiter<T>[] = [];
  #end: { error?: Error } | undefined;

  constructor(sizeOf: (event: T) => number, { maxEvents = 1_000, maxBytes = 8 * 1024 * 1024 }: QueueLimits = {}) {
    this.#sizeOf = sizeOf;
    this.#maxEvents = maxEvents;
    this.#maxBytes = maxBytes;
  }

  /** @returns false when the reader was too far behind, which ends the queue */
  push(event: T): boolean {
    if (this.#end) return false;
    const waiter = this.#waiters.shift();
    if (waiter) {
      waiter.resolve({ done: false, value: event });
      return true;
    }
    const size = this.#sizeOf(event);
    if (this.#events.length >= this.#maxEvents || this.#bytes + size > this.#maxBytes) {
      this.#events = [];
      this.#bytes = 0;
      const message = 'The reader fell too far behind. Subscribe again from the last event that was received.';
      this.end(new SubscriptionOverflowError(message));
      return false;
    }
    this.#bytes += size;
    this.#events.push({ event, size });
    return true;
  }

  /** Ends after what still waits; with an error, that is thrown once. Later calls change nothing. */
  end(error?: Error): void {
    if (this.#end) return;
    this.#end = error ? { error } : {};
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const [index, waiter] of waiters.entries()) {
      if (index === 0 && error) {
        this.#end = {};
        waiter.reject(error);
      } else waiter.resolve({ done: true, value: undefined });
    }
  }

  /** Forgets what waits and ends with an error: the reader may have nothing more. */
  refuse(error: Error): void {
    this.#events = [];
    this.#bytes = 0;
    this.end(error);
  }

  /** Forgets what waits and ends without an error: the reader has left. */
  leave(): void {
    this.#events = [];
    this.#bytes = 0;
    this.end();
    this.#end = {};
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const first = this.#events.shift();
    if (first) {
      this.#bytes -= first.size;
      return Promise.resolve({ done: false, value: first.event });
    }
    if (this.#end?.error) {
      const { error } = this.#end;
      this.#end = {};
      return Promise.reject(error);
    }
    if (this.#end) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }
}
