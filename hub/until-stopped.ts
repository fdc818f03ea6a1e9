import type { Logger } from '../platform/telemetry/logger.js';

/** A signal that comes again this soon is the same one: a terminal tells npm, and npm tells us too. In milliseconds. */
const echoMs = 1_000;

/** Listens for the signal to stop from now on, so that one that comes during the start is not missed. */
export function listenForStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
}

/**
 * Resolves once the process is told to stop (SIGTERM or SIGINT) and what it runs is closed. A second signal ends it
 * at once.
 */
export async function untilStopped(
  logger: Logger,
  close: () => Promise<void>,
  stop: Promise<NodeJS.Signals> = listenForStop(),
): Promise<void> {
  const signal = await stop;
  logger.info({ signal }, 'stopping');
  const since = performance.now();
  const endAtOnce = () => {
    if (performance.now() - since > echoMs) process.exit(1);
  };
  process.on('SIGTERM', endAtOnce);
  process.on('SIGINT', endAtOnce);
  await close();
  logger.info('stopped');
}
