import { createLogger } from '../platform/telemetry/logger.js';
import { createSymphonicsSandbox } from '../sandboxes/symphonics/index.js';
import { untilStopped } from './until-stopped.js';

/** `hub sandbox NAME`: the vendor's stand-in in a process of its own. */
export async function sandbox({ port, host }: { port?: number; host: string }): Promise<void> {
  const logger = createLogger({ level: 'warn' });
  const started = await createSymphonicsSandbox().start({ port: port ?? 4100, host });
  process.stdout.write(`Symphonics sandbox ready at ${started.url} (controls: ${started.url}/__control/state)\n`);
  await untilStopped(logger, () => started.close());
}
