import { createLogger } from '../platform/telemetry/logger.js';
import { createDocusealSandbox } from '../sandboxes/docuseal/index.js';
import { createInvoiceNinjaSandbox } from '../sandboxes/invoice-ninja/index.js';
import { createMauticSandbox } from '../sandboxes/mautic/index.js';
import { createSymphonicsSandbox } from '../sandboxes/symphonics/index.js';
import type { SandboxName } from './sandbox-names.js';
import { untilStopped } from './until-stopped.js';

interface StandIn {
  readonly title: string;
  create(): {
    start(options: { port: number; host: string }): Promise<{ readonly url: string; close(): Promise<void> }>;
  };
}

/** Every stand-in by its name, with the defaults of its factory. */
const sandboxes: Readonly<Record<SandboxName, StandIn>> = {
  symphonics: { title: 'Symphonics', create: () => createSymphonicsSandbox() },
  docuseal: { title: 'DocuSeal', create: () => createDocusealSandbox() },
  'invoice-ninja': { title: 'Invoice Ninja', create: () => createInvoiceNinjaSandbox() },
  mautic: { title: 'Mautic', create: () => createMauticSandbox() },
};

/** `hub sandbox NAME`: a vendor's stand-in in a process of its own. */
export async function sandbox(name: SandboxName, { port, host }: { port?: number; host: string }): Promise<void> {
  const logger = createLogger({ level: 'warn' });
  const { title, create } = sandboxes[name];
  const started = await create().start({ port: port ?? 4100, host });
  process.stdout.write(`${title} sandbox ready at ${started.url} (controls: ${started.url}/__control/state)\n`);
  await untilStopped(logger, () => started.close());
}
