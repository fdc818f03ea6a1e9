import type { ExecutionResult } from 'graphql';
import type { CallContext } from '../../platform/service/graphql-service.js';
import { createEventReader, type EventReader, type EventReaderOptions } from './event-stream.js';

/** What a subgraph answers to a subscription: events, or why there are none. */
export type Subscribed = AsyncIterable<ExecutionResult> | ExecutionResult;

export interface SharedStreamOptions {
  /** Subscribes at the subgraph. The signal is aborted once nobody reads any more. */
  open(signal: AbortSignal): Promise<Subscribed>;
  /** Makes the answer to a client of an event of the subgraph. */
  hydrate(event: ExecutionResult, signal: AbortSignal): Promise<ExecutionResult>;
  /** Makes the error that readers get when the subgraph breaks off. */
  broken(error: unknown): Error;
  /** Called once, when nobody can join any more. */
  onEnd(): void;
}

type ReaderOptions = Pick<EventReaderOptions, 'context' | 'limits' | 'authorize' | 'watch'>;

/**
 * One subscription at a subgraph, read by any number of clients. Events are hydrated one at a time and in order; each
 * is hydrated once, anew, for all readers. It ends when the subgraph ends it or the last reader leaves.
 */
export class SharedStream {
  readonly #options: SharedStreamOptions;
  readonly #readers = new Set<EventReader>();
  readonly #controller = new AbortController();
  #refusal: Promise<ExecutionResult | undefined> | undefined;
  #ended = false;

  constructor(options: SharedStreamOptions) {
    this.#options = options;
  }

  get readers(): readonly EventReader[] {
    return [...this.#readers];
  }

  /** The events from now on, or the subgraph's refusal. The first to join opens the stream. */
  async join(options: ReaderOptions): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
    const reader = createEventReader({ ...options, onLeave: (one) => this.#left(one) });
    // Joined before the subgraph is asked, so that not even its first event passes by.
    this.#readers.add(reader);
    this.#refusal ??= this.#open();
    const refusal = await this.#refusal;
    if (!refusal) return reader.events;
    reader.end();
    return refusal;
  }

  async #open(): Promise<ExecutionResult | undefined> {
    const { signal } = this.#controller;
    try {
      const source = await this.#options.open(signal);
      if (!(Symbol.asyncIterator in source)) {
        this.#finish();
        return source;
      }
      void this.#pump(source[Symbol.asyncIterator]());
      return undefined;
    } catch (error) {
      if (!signal.aborted) this.#finish(this.#options.broken(error));
      this.#controller.abort();
      return undefined;
    }
  }

  async #pump(source: AsyncIterator<ExecutionResult>): Promise<void> {
    const { signal } = this.#controller;
    // A generator that waits for its next event answers `return` only after it: the signal is for that case.
    const cancel = () => void Promise.resolve(source.return?.()).catch(() => undefined);
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      for (let step = await source.next(); !step.done && !signal.aborted; step = await source.next()) {
        const event = await this.#options.hydrate(step.value, signal);
        for (const reader of this.#readers) reader.push(event);
      }
      this.#finish();
    } catch (error) {
      if (!signal.aborted) this.#finish(this.#options.broken(error));
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  #left(reader: EventReader): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0 || this.#ended) return;
    this.#finish();
    this.#controller.abort();
  }

  #finish(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.onEnd();
    for (const reader of this.#readers) reader.end(error);
  }
}

/** What makes two subscriptions the same: never two organizations, partners, sets of scopes or versions of the graph. */
export function sharingKey(
  { caller }: CallContext,
  operation: string,
  variables: Record<string, unknown>,
  schemaHash: string,
): string {
  const whose = caller ? [caller.organizationId, caller.partnerId ?? null, [...caller.scopes].sort()] : null;
  return JSON.stringify([whose, schemaHash, operation, variables]);
}
