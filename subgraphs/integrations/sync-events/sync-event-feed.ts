import type { Database } from '../../../platform/database/database.js';
import { listen } from '../../../platform/database/listen.js';
import { InvalidInputError } from '../../../platform/errors/errors.js';
import type { Logger } from '../../../platform/telemetry/logger.js';
import type { SyncEvent } from '../entities/sync-event.js';
import { syncEventChannel } from './append-sync-event.js';
import { OrganizationTail } from './organization-tail.js';
import { lastSequence, pageSize, readSyncEvents } from './read-sync-events.js';

export interface FeedRequest {
  organizationId: string;
  /** Everything after this, then live; `null` is from now on. */
  after: bigint | null;
  filter: (event: SyncEvent) => boolean;
}

/** The sync events of all organizations, live: woken by NOTIFY, read from the table. */
export interface SyncEventFeed {
  /** Never ends by itself; `return()` ends it, also while it waits. */
  follow(request: FeedRequest): AsyncIterableIterator<SyncEvent>;
  close(): Promise<void>;
}

export async function openSyncEventFeed(options: {
  url: string;
  database: Database;
  logger: Logger;
}): Promise<SyncEventFeed> {
  const { database } = options;
  const tails = new Map<string, OrganizationTail>();
  const listening = await listen({
    url: options.url,
    channel: syncEventChannel,
    logger: options.logger,
    onNotification: (organizationId) => tails.get(organizationId)?.wake(),
    onConnect: () => {
      for (const tail of tails.values()) tail.wake();
    },
  });

  const tailOf = (organizationId: string, newest: bigint) => {
    const known = tails.get(organizationId);
    if (known) return known;
    const source = { pageSize, read: (after: bigint) => readSyncEvents(database, organizationId, after) };
    const tail = new OrganizationTail(source, newest);
    tails.set(organizationId, tail);
    return tail;
  };

  async function* events(request: FeedRequest, ended: AbortSignal): AsyncGenerator<SyncEvent> {
    const last = await lastSequence(database, request.organizationId);
    if (request.after !== null && request.after > last) {
      const message = 'is ahead of every event there is';
      throw new InvalidInputError(`after: ${message}.`, { details: { violations: [{ field: 'after', message }] } });
    }
    const tail = tailOf(request.organizationId, last);
    const leave = tail.enter(last);
    try {
      let position = request.after ?? last;
      while (!ended.aborted) {
        const batch = await tail.after(position, ended);
        for (const event of batch) {
          position = BigInt(event.place);
          if (request.filter(event)) yield event;
        }
      }
    } finally {
      if (leave()) tails.delete(request.organizationId);
    }
  }

  return {
    follow(request) {
      const ended = new AbortController();
      const source = events(request, ended.signal);
      return {
        next: () => source.next(),
        async return() {
          ended.abort();
          await source.return(undefined);
          return { done: true, value: undefined };
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
    close: () => listening.close(),
  };
}
