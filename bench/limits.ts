import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { request } from 'undici';
import { startEmbeddedPostgres } from '../platform/database/embedded-postgres.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { createGraphClient } from './graph-client.js';
import { startProcess } from './processes.js';
import { queryBombs } from './query-bombs.js';
import { startedHere } from './started.js';
import { median, percentile } from './statistics.js';

const whole = (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
};
const options = new Command('npm run bench:limits --')
  .description('How fast bombs are refused, what a healthy client feels of a flood of them, and of a hung subgraph.')
  .option('--times <number>', 'how often each bomb is sent', whole, 20)
  .option('--duration <seconds>', 'how long the healthy client is watched, each time', whole, 10)
  .option('--flood <number>', 'bombs under way at once', whole, 4)
  .option('--keys <number>', 'keys that share the last flood', whole, 100)
  .parse()
  .opts<{ times: number; duration: number; flood: number; keys: number }>();

const say = (text: string) => process.stdout.write(`${text}\n`);
const shown = (milliseconds: number) => `${milliseconds.toFixed(1).padStart(8)} ms`;
const healthy = '{ interventions(first: 20) { totalCount nodes { id reference status beneficiary { lastName } } } }';
/** Milliseconds between two questions of the healthy client. */
const pause = 20;
/** Bombs that a key may send in a minute and be told why each of them is refused, with something to spare. */
const bombsOfAKey = 25;

interface Hub {
  url: string;
  /** Lets through whatever it asks. */
  key: string;
  /** Makes a key with as many calls: one is not heard any more after thirty bombs. */
  newKey(): Promise<string>;
  /** One with the limit that every key has unless told otherwise. */
  usualKey: string;
}

async function startHub(started: AsyncDisposableStack): Promise<Hub> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'passerelle-limits-'));
  started.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  chmodSync(dataDir, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir, logger: createLogger({ level: 'silent' }) });
  started.defer(() => postgres.stop());
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  started.defer(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const key = randomBytes(32).toString('base64url');
  const hub = await startProcess({
    file: 'hub.js',
    args: ['start'],
    started,
    ready: /Graph\s+(\S+)/,
    env: {
      DATABASE_URL: postgres.url,
      DATA_DIR: dataDir,
      HUB_MASTER_KEY: randomBytes(32).toString('base64url'),
      HUB_BOOTSTRAP_ADMIN_KEY: key,
      PORT: '0',
      SEED_DEMO: 'on',
      RATE_LIMIT_PER_MINUTE: '100000000',
      SUBGRAPH_BILLING_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/graphql`,
    },
  });
  const url = hub.ready[1] ?? '';
  const client = createGraphClient(url, key);
  const keyOf = async (input: object) => {
    const mutation = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }';
    return (await client.data<{ createApiKey: { secret: string } }>(mutation, { input })).createApiKey.secret;
  };
  const scopes = ['interventions:read'];
  return {
    url,
    key,
    newKey: () => keyOf({ name: 'flood', scopes }),
    usualKey: await keyOf({ name: 'usual', scopes, rateLimitPerMinute: 1_000 }),
  };
}

async function send({ url }: Hub, key: string, { query, variables }: (typeof queryBombs)[number]) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const body = JSON.stringify({ query, variables });
  const begun = performance.now();
  const answer = await request(url, { method: 'POST', headers, body });
  const text = await answer.body.text();
  return { ms: performance.now() - begun, status: answer.statusCode, text };
}

async function timeBombs(hub: Hub): Promise<void> {
  say('\nRefused in, as the client sees it (median, slowest of the others after the first):');
  for (const bomb of queryBombs) {
    const times: number[] = [];
    let key = '';
    for (let sent = 0; sent < options.times; sent++) {
      if (sent % bombsOfAKey === 0) key = await hub.newKey();
      // Another text each time, or it would be known from the time before.
      const { ms, status, text } = await send(hub, key, { ...bomb, query: `${bomb.query} # ${sent}` });
      if (status !== 400 || !text.includes(bomb.code)) throw new Error(`${bomb.name}: ${status} ${text.slice(0, 300)}`);
      times.push(ms);
    }
    say(
      `  ${bomb.name.padEnd(20)} ${bomb.code.padEnd(32)} ${shown(median(times))} ${shown(Math.max(...times.slice(1)))}`,
    );
  }
}

/** What the healthy client waits for each answer, while as much goes on beside it. */
async function watchHealthy({ url, key }: Hub): Promise<number[]> {
  const client = createGraphClient(url, key);
  const times: number[] = [];
  const end = performance.now() + options.duration * 1_000;
  while (performance.now() < end) {
    const begun = performance.now();
    await client.text(healthy);
    times.push(performance.now() - begun);
    await wait(pause);
  }
  return times;
}

interface Flood {
  times: number[];
  /** Sent while the healthy client was watched, and how many of them were refused unread. */
  bombs: number;
  unread: number;
}

/** @param keyFor whose key each bomb comes with */
async function underFlood(hub: Hub, keyFor: (bomb: number) => string): Promise<Flood> {
  let over = false;
  let bombs = 0;
  let unread = 0;
  const flood = Array.from({ length: options.flood }, async () => {
    while (!over) {
      const number = bombs++;
      const bomb = queryBombs[number % queryBombs.length];
      if (!bomb) continue;
      const { status } = await send(hub, keyFor(number), { ...bomb, query: `${bomb.query} # ${number}` });
      if (status === 429) unread++;
    }
  });
  const times = await watchHealthy(hub);
  over = true;
  await Promise.all(flood);
  return { times, bombs, unread };
}

async function timeHungSubgraph({ url, key }: Hub): Promise<void> {
  const client = createGraphClient(url, key);
  const query = '{ interventions(first: 2) { nodes { reference quotes { number } } } }';
  const begun = performance.now();
  const answer = await request(url, { method: 'POST', headers: client.headers, body: JSON.stringify({ query }) });
  const { data, errors } = (await answer.body.json()) as { data: unknown; errors?: { extensions: { code: string } }[] };
  const codes = [...new Set(errors?.map(({ extensions }) => extensions.code))].join(', ');
  say(
    `\nA hung subgraph: ${data ? 'a partial answer' : 'nothing'} after ${shown(performance.now() - begun)} (${codes})`,
  );
}

async function main(started: AsyncDisposableStack): Promise<void> {
  const hub = await startHub(started);
  await watchHealthy(hub);
  await timeBombs(hub);
  const tell = (name: string, times: readonly number[]) =>
    say(`  ${name.padEnd(64)} p50 ${shown(percentile(times, 0.5))}   p99 ${shown(percentile(times, 0.99))}`);
  say('\nA healthy client:');
  tell('alone', await watchHealthy(hub));
  const tellFlood = (from: string, { times, bombs, unread }: Flood) =>
    tell(`beside ${bombs} bombs of ${from} (${unread} unread)`, times);
  tellFlood('a key with the usual limit', await underFlood(hub, () => hub.usualKey));
  const one = await hub.newKey();
  tellFlood('a key without a limit', await underFlood(hub, () => one));
  const many = await Promise.all(Array.from({ length: options.keys }, () => hub.newKey()));
  tellFlood(`${many.length} such keys in turn`, await underFlood(hub, (bomb) => many[bomb % many.length] ?? one));
  tell('alone again', await watchHealthy(hub));
  await timeHungSubgraph(hub);
}

const started = startedHere();
await main(started).finally(() => started.disposeAsync());
