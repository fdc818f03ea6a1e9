import type { Logger } from '../platform/telemetry/logger.js';

/**
 * Resolves once the process is told to stop (SIGTERM or SIGINT) and what it runs is closed. A second signal ends it
 * at once.
 */
export async function untilStopped(logger: Logger, close: () => Promise<void>): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  logger.info({ signal }, 'stopping');
  process.once('SIGTERM', () => process.exit(1));
  process.once('SIGINT', () => process.exit(1));
  await close();
  logger.info('stopped');
}
