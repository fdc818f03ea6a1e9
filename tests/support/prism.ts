import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fitExamples, operationsOf, readDescription, withBodies } from './api-description.js';

/** A call the mock was sent. */
export interface ContractCall {
  method: string;
  /** Without the query. */
  path: string;
  /** The operation it is of, such as `GET /api/v1/clients/{id}`; null when the description has none for it. */
  operation: string | null;
  status: number;
  /** Why the description does not allow the call; empty when it does. */
  problems: string[];
}

/** A mock of a vendor's official description: every call is held against it, and answered with its examples. */
export interface ContractMock {
  url: string;
  /** The operations it serves. */
  operations: string[];
  /** Oldest first. */
  calls(): ContractCall[];
  close(): Promise<void>;
}

/** How long the mock may take to get ready, in milliseconds. */
const patienceMs = 60_000;

/**
 * Starts Prism over the given paths of an OpenAPI file. Look at `calls()` rather than at what the caller made of the
 * answers: `expect(mock.calls().filter(({ problems }) => problems.length > 0)).toEqual([])`.
 * @param bodies the schemas of bodies that the description leaves out, by operation: a mock refuses any body there
 * @throws Error when the file does not have one of the paths, or the mock does not start
 */
export async function startContractMock(
  file: string,
  paths?: readonly string[],
  bodies: Readonly<Record<string, string>> = {},
): Promise<ContractMock> {
  const description = withBodies(readDescription(file, paths), bodies);
  const operations = operationsOf(description);
  const folder = await mkdtemp(path.join(tmpdir(), 'contract-'));
  const served = path.join(folder, 'openapi.json');
  await writeFile(served, JSON.stringify(fitExamples(description)));
  const prism = await startPrism(served);
  const calls: ContractCall[] = [];

  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const body = await buffer(request);
    const { host: _host, connection: _connection, 'content-length': _length, ...sent } = headers;
    const answer = await fetch(prism.url + url, {
      method,
      headers: Object.entries(sent).map(([name, value]): [string, string] => [name, String(value)]),
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    const text = await answer.text();
    const { pathname } = new URL(url, prism.url);
    const operation = operations.find((one) => one.method === method && one.path.test(pathname))?.name ?? null;
    calls.push({ method, path: pathname, operation, status: answer.status, problems: problemsOf(answer, text) });
    const type = answer.headers.get('content-type');
    response.writeHead(answer.status, type ? { 'content-type': type } : {}).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    operations: operations.map(({ name }) => name),
    calls: () => [...calls],
    async close() {
      server.closeAllConnections();
      server.close();
      await Promise.all([once(server, 'close'), prism.stop()]);
      await rm(folder, { recursive: true });
    },
  };
}

/** Prism answers a call it takes all the same, and tells in a header what is wrong with the call and with its answer. */
function problemsOf(answer: Response, text: string): string[] {
  const header = answer.headers.get('sl-violations');
  const violations = header?.startsWith('[') ? (JSON.parse(header) as { location: string[]; message: string }[]) : [];
  const problems = violations.filter(({ location }) => location[0] === 'request').map(({ message }) => message);
  return problems.length > 0 || answer.ok ? problems : [text];
}

/** In a process of its own: it brings its own logger and a good part of a hundred packages. */
async function startPrism(file: string): Promise<{ url: string; stop(): Promise<void> }> {
  const command = createRequire(import.meta.url).resolve('@stoplight/prism-cli');
  const child: ChildProcess = spawn(process.execPath, [command, 'mock', '--host', '127.0.0.1', '--port', '0', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error(`the mock was not ready in time: ${output}`)), patienceMs);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const found = /listening on (http:\S+)/.exec(output)?.[1];
      if (!found) return;
      clearTimeout(timer);
      child.stdout?.off('data', read).resume();
      child.stderr?.off('data', read).resume();
      resolve(found);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the mock ended with ${code}: ${output}`));
    });
  });
  return {
    url,
    stop: async () => {
      child.kill();
      await exited;
    },
  };
}
