import type { ExecutionResult } from 'graphql';
import { UnauthenticatedError } from '../../platform/errors/errors.js';
import type { CallContext } from '../../platform/service/graphql-service.js';
import { EventQueue, type QueueLimits } from './event-queue.js';
import { serializeResult } from './serialize-result.js';

/** Whether a caller may still receive: asked for each event. */
export type Authorize = (context: CallContext) => boolean | Promise<boolean>;

/**
 * Looks after the rights of a caller while a stream is open, quiet or not: calls `end` when they are gone.
 * @returns stops looking
 */
export type Watch = (context: CallContext, end: () => void) => () => void;

/** One reader of a stream. */
export interface EventReader {
  readonly events: AsyncGenerator<ExecutionResult, undefined>;
  push(event: ExecutionResult): void;
  end(error?: Error): void;
}

export interface EventReaderOptions {
  context: CallContext;
  limits: QueueLimits;
  authorize?: Authorize | undefined;
  watch?: Watch | undefined;
  /** Called once, when the reader has left or was ended. */
  onLeave(reader: EventReader): void;
}

const sizeOf = (event: ExecutionResult) => serializeResult(event).length;

/** A reader with a queue of its own, so that a slow one holds back nobody else. */
export function createEventReader({ context, limits, authorize, watch, onLeave }: EventReaderOptions): EventReader {
  const queue = new EventQueue<ExecutionResult>(sizeOf, limits);
  let here = true;
  const gone = () => {
    if (!here) return;
    here = false;
    context.signal?.removeEventListener('abort', leave);
    stopWatching?.();
    onLeave(reader);
  };
  const leave = () => {
    queue.leave();
    gone();
  };

  const reader: EventReader = {
    push(event) {
      if (!queue.push(event)) gone();
    },
    end(error) {
      queue.end(error);
      gone();
    },
    events: {
      async next() {
        const step = await queue.next();
        if (step.done || !authorize) return step;
        try {
          if (await authorize(context)) return step;
        } catch (error) {
          leave();
          throw error;
        }
        leave();
        throw revoked();
      },
      async return() {
        leave();
        return { done: true, value: undefined };
      },
      async throw(error) {
        leave();
        throw error;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
      async [Symbol.asyncDispose]() {
        leave();
      },
    },
  };
  const stopWatching = watch?.(context, () => {
    queue.refuse(revoked());
    gone();
  });
  context.signal?.addEventListener('abort', leave, { once: true });
  if (context.signal?.aborted) leave();
  return reader;
}

const revoked = () => new UnauthenticatedError('The credentials that opened this stream are no longer valid.');
