import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface HubProcess {
  /** What it said it listens at, when it does. */
  url: string;
  /** Everything it wrote so far. */
  output(): string;
  /** Stops it in its tracks (SIGSTOP), as a machine does that sleeps; it keeps its connections. */
  pause(): void;
  /** Lets a paused one go on (SIGCONT). */
  resume(): void;
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
  /** Tells it to stop, and waits until it has. Resolves with its exit code. */
  stop(): Promise<number | null>;
}

/** How long a process may take to get ready, in milliseconds. */
const patienceMs = 45_000;

/**
 * Runs a command of the built hub in a process of its own, until it says that it is ready.
 * @param args like `['subgraph', 'billing']`
 */
export async function startHubProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<HubProcess> {
  const command = path.resolve('dist/hub.js');
  const child: ChildProcess = spawn(process.execPath, [command, ...args], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let output = '';
  const ready = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`hub ${args.join(' ')} was not ready in time: ${output}`)),
      patienceMs,
    );
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (!/ ready| is up to date/.test(output)) return;
      clearTimeout(timer);
      resolve(/https?:\/\/[^\s]+/.exec(output)?.[0] ?? '');
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`hub ${args.join(' ')} ended with ${code}: ${output}`));
    });
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  return {
    url: await ready,
    output: () => output,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
}
