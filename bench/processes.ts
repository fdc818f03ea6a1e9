import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface RunningProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The first match of `ready` in what it wrote. */
  readonly ready: RegExpExecArray;
  /** What it wrote last. */
  output(): string;
  /** SIGTERM, and SIGKILL when that does not end it in time. */
  stop(): Promise<void>;
}

export interface ProcessOptions {
  /** Below the build folder, like `hub.js`. */
  file: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Sent to it over the channel once it runs. */
  message?: object;
  /** What it writes when it is ready. */
  ready: RegExp;
  /** Takes a CPU profile to this file. */
  profile?: string | undefined;
  /** Ends it with the rest, from its first moment on. */
  started?: AsyncDisposableStack;
}

const built = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const readyWithinMs = 180_000;
const stopWithinMs = 15_000;

/** Starts a process of the built hub or bench with production settings. Rejects, with its output, when it does not get ready. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const { file, args = [], env = {}, message, ready: pattern, profile, started } = options;
  if (started?.disposed) throw new Error('it is over already');
  const child = fork(path.join(built, file), [...args], {
    env: { NODE_ENV: 'production', LOG_LEVEL: 'error', HOST: '127.0.0.1', ...env },
    execArgv: profile
      ? ['--cpu-prof', `--cpu-prof-dir=${path.dirname(profile)}`, `--cpu-prof-name=${path.basename(profile)}`]
      : [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await exited.finally(() => clearTimeout(impatience));
  };
  started?.defer(stop);

  let output = '';
  const ready = new Promise<RegExpExecArray>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${[file, ...args].join(' ')} ${why}:\n${output}`));
    const timer = setTimeout(() => fail('was not ready in time'), readyWithinMs);
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-16_384);
      const found = pattern.exec(output);
      if (!found) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(`cannot run (${error.message})`));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended with ${code ?? signal}`);
    });
  });
  if (message) child.send(message);
  try {
    return { child, pid: child.pid ?? 0, ready: await ready, output: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
