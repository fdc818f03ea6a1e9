import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { toGraphQLError } from '../../platform/errors/graphql-error.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { serializeResult } from '../supergraph/serialize-result.js';

export interface EventStreamOptions {
  /** Milliseconds between comments that keep proxies from closing a quiet stream. Default 12,000. */
  pingEveryMs?: number | undefined;
  headers: Record<string, string>;
  logger: Logger;
}

/**
 * Writes results as server-sent events, in the way of graphql-sse's "distinct connections": `next` for each result,
 * `complete` at the end. A reader that is slow slows the reading of `results` down, nothing piles up here. Aborting the
 * signal ends the response without `complete`, so that clients know to come back.
 */
export async function writeEventStream(
  response: ServerResponse,
  results: AsyncIterable<ExecutionResult>,
  signal: AbortSignal,
  { pingEveryMs = 12_000, headers, logger }: EventStreamOptions,
): Promise<void> {
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const iterator = results[Symbol.asyncIterator]();
  const leave = () => void Promise.resolve(iterator.return?.()).catch(() => undefined);
  const ping = setInterval(() => {
    // Not behind a full buffer: a reader that takes nothing must not be given more.
    if (!response.writableNeedDrain) response.write(':\n\n');
  }, pingEveryMs);
  // Nothing written for so long although pings are due: the reader has stopped reading.
  response.setTimeout(pingEveryMs * 3, () => response.destroy());
  response.once('close', leave);
  signal.addEventListener('abort', leave, { once: true });
  try {
    for (let step = await iterator.next(); !step.done; step = await iterator.next())
      await write(response, `event: next\ndata: ${serializeResult(step.value)}\n\n`);
    if (!signal.aborted) await write(response, 'event: complete\ndata:\n\n');
  } catch (error) {
    if (!signal.aborted) await write(response, lastWords(error, logger));
  } finally {
    clearInterval(ping);
    response.off('close', leave);
    signal.removeEventListener('abort', leave);
    response.end();
  }
}

async function write(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed || response.write(text)) return;
  const settled = new AbortController();
  const { signal } = settled;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).finally(() =>
    settled.abort(),
  );
}

/** The protocol has no message for errors: they are a last result. */
function lastWords(error: unknown, logger: Logger): string {
  const shown = toGraphQLError(error, (err) => logger.error({ err }, 'a stream failed inside'));
  return `event: next\ndata: ${JSON.stringify({ errors: [shown] })}\n\nevent: complete\ndata:\n\n`;
}
