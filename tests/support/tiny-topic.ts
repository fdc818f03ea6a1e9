/** Events that a test publishes by hand, to any number of readers, with nothing kept for those who come later. */
export class TinyTopic<T> {
  readonly #readers = new Set<(step: IteratorResult<T, undefined>) => void>();
  readonly #watchers = new Set<() => void>();
  /** Readers that have ever come. */
  opened = 0;

  get readers(): number {
    return this.#readers.size;
  }

  publish(event: T): void {
    for (const reader of this.#readers) reader({ done: false, value: event });
  }

  /** Ends the stream of every reader. */
  finish(): void {
    const readers = [...this.#readers];
    this.#readers.clear();
    for (const reader of readers) reader({ done: true, value: undefined });
    this.#changed();
  }

  /** Resolves once that many readers are there. */
  async untilReaders(count: number): Promise<void> {
    while (this.readers !== count) await new Promise<void>((resolve) => this.#watchers.add(resolve));
  }

  read(): AsyncIterableIterator<T, undefined> {
    const waiting: IteratorResult<T, undefined>[] = [];
    let wake: ((step: IteratorResult<T, undefined>) => void) | undefined;
    const reader = (step: IteratorResult<T, undefined>) => {
      if (wake) {
        wake(step);
        wake = undefined;
      } else waiting.push(step);
    };
    this.#readers.add(reader);
    this.opened++;
    this.#changed();
    return {
      next: () => {
        const step = waiting.shift();
        return step ? Promise.resolve(step) : new Promise((resolve) => (wake = resolve));
      },
      return: async () => {
        this.#readers.delete(reader);
        wake?.({ done: true, value: undefined });
        this.#changed();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  #changed(): void {
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const watcher of watchers) watcher();
  }
}
