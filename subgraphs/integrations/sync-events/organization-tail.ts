import type { SyncEvent } from '../entities/sync-event.js';

/** The newest events that are kept in memory for those who follow live. */
const keptEvents = 2_000;
/** How often a read that fails is tried again, and how long apart (ms), before the followers are told. */
const patience = { tries: 30, delayMs: 1_000 };

export interface TailSource {
  /** The events after a position, oldest first, a page at most. */
  read(after: bigint): Promise<SyncEvent[]>;
  pageSize: number;
}

/**
 * The end of one organization's sync events, read once for all who follow it. Who is further behind than what is kept
 * reads the table by itself until it has caught up. Leans on the sequence having no gaps.
 */
export class OrganizationTail {
  readonly #source: TailSource;
  /** The events `(head - kept.length, head]`. */
  #kept: SyncEvent[] = [];
  #head: bigint;
  /** From the start: something may have come between finding the head and being there to be woken. */
  #stale = true;
  #refreshing: Promise<void> | undefined;
  #followers = 0;
  readonly #sleepers = new Set<() => void>();

  /** @param head the position of the newest event at this moment */
  constructor(source: TailSource, head: bigint) {
    this.#source = source;
    this.#head = head;
  }

  /**
   * @param newest the position of the newest event the follower knows of
   * @returns to be called when it leaves; says whether it was the last
   */
  enter(newest: bigint): () => boolean {
    this.#followers += 1;
    if (newest > this.#head) this.#stale = true;
    return () => {
      this.#followers -= 1;
      return this.#followers === 0;
    };
  }

  /** There may be something new. */
  wake(): void {
    this.#stale = true;
    for (const awake of [...this.#sleepers]) awake();
  }

  /** The events after a position, at least one; empty only when `ended` is aborted. */
  async after(position: bigint, ended: AbortSignal): Promise<readonly SyncEvent[]> {
    let failures = 0;
    while (!ended.aborted) {
      try {
        const oldest = this.#head - BigInt(this.#kept.length);
        if (position < oldest) return await this.#source.read(position);
        if (position < this.#head) return this.#kept.slice(Number(position - oldest));
        if (this.#stale || this.#refreshing) await this.#refresh();
        else await this.#sleep(ended);
        failures = 0;
      } catch (error) {
        failures += 1;
        this.#stale = true;
        if (failures === patience.tries) throw error;
        await this.#sleep(ended, patience.delayMs);
      }
    }
    return [];
  }

  /** Reads what is new, once for all who ask at the same time. */
  #refresh(): Promise<void> {
    this.#refreshing ??= this.#readNew().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #readNew(): Promise<void> {
    let page: SyncEvent[];
    do {
      // Before the read: what is appended while it runs makes the tail stale again.
      this.#stale = false;
      page = await this.#source.read(this.#head);
      this.#kept = [...this.#kept, ...page].slice(-keptEvents);
      this.#head = BigInt(page.at(-1)?.place ?? this.#head);
    } while (page.length === this.#source.pageSize);
  }

  #sleep(ended: AbortSignal, longestMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const awake = () => {
        this.#sleepers.delete(awake);
        ended.removeEventListener('abort', awake);
        clearTimeout(timer);
        resolve();
      };
      const timer = longestMs === undefined ? undefined : setTimeout(awake, longestMs);
      this.#sleepers.add(awake);
      ended.addEventListener('abort', awake, { once: true });
    });
  }
}
