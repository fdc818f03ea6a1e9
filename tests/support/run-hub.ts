import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface HubRun {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a command of the built hub to its end. @param args like `['keys', 'list']` */
export async function runHub(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<HubRun> {
  const child = spawn(process.execPath, [path.resolve('dist/hub.js'), ...args], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}
