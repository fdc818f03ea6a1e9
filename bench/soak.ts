import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { RateLimit } from '../platform/connectors/rate-limit.js';
import { preparePostgresHome } from '../platform/database/postgres-home.js';
import type { RunningProcess } from './processes.js';
import { publishByHand } from './soak-budget.js';
import { readSoakOptions } from './soak-options.js';
import { soakReport } from './soak-report.js';
import { startedHere } from './started.js';
import { startWaitingHub, type WaitingHub } from './waiting-hub.js';

const options = readSoakOptions();
const say = (text: string) => process.stderr.write(`${text}\n`);
const lookEveryMs = 100;
/** What a blow and the start of what replaces its victim take, in milliseconds. */
const blowMs = 3_000;
/** The next blow falls when its share of the deliveries is settled, or after this long without progress. */
const patienceMs = 15_000;

/** A rate budget that has the deliveries last as long as the blows do. */
function pace(): RateLimit {
  if (options.perMinute) return { window: 'minute', requests: options.perMinute, windowMs: 60_000 };
  const blows = Math.max(options.kills, options.databaseRestarts, 1);
  // A window is a second longer in the hub's books, for requests that are late.
  return {
    window: 'soak',
    requests: Math.max(4, Math.ceil((options.deliveries / blows) * (3_000 / blowMs))),
    windowMs: 2_000,
  };
}

async function settledOf(hub: WaitingHub): Promise<number> {
  const query = `select count(*)::int as settled from integrations.deliveries where status in ('SUCCEEDED', 'FAILED')`;
  // While PostgreSQL restarts there is no answer.
  return hub.sql<{ settled: number }>(query).then(
    ([row]) => row?.settled ?? 0,
    () => 0,
  );
}

/** Deals the blows one by one, spread over the whole of the work. */
async function spread(hub: WaitingHub, count: number, strike: (number: number) => Promise<void>): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    const due = (options.deliveries * number) / (count + 1);
    // At a given rate there is no hurry.
    const until = options.perMinute ? Number.POSITIVE_INFINITY : performance.now() + patienceMs;
    while ((await settledOf(hub)) < due && performance.now() < until) await wait(lookEveryMs);
    await strike(number);
  }
}

async function killWorkers(hub: WaitingHub, workers: RunningProcess[]): Promise<void> {
  await spread(hub, options.kills, async (number) => {
    // Not always at the moment at which a delivery was just settled.
    await wait(Math.random() * 150);
    const victim = workers.splice(Math.floor(Math.random() * workers.length), 1)[0];
    if (!victim) throw new Error('there was no worker to kill');
    victim.child.kill('SIGKILL');
    if (victim.child.signalCode === null) await once(victim.child, 'exit');
    if (number % 10 === 0) say(`${number} workers killed, ${await settledOf(hub)} deliveries settled`);
    workers.push(await startAgain(hub));
  });
}

/** A worker that finds no database ends; one is started until one stays. */
async function startAgain(hub: WaitingHub): Promise<RunningProcess> {
  for (let failures = 0; ; failures += 1) {
    const worker = await hub.startWorker().catch((error: unknown) => {
      if (options.databaseRestarts === 0 || failures === 10) throw error;
      return null;
    });
    if (worker) return worker;
  }
}

async function restartDatabase(hub: WaitingHub): Promise<void> {
  const { binaries, cluster, identity } = await preparePostgresHome(hub.dataDir);
  const restart = promisify(execFile);
  await spread(hub, options.databaseRestarts, async (number) => {
    await restart(binaries.pg_ctl, ['-D', cluster, '-m', 'immediate', '-w', '-l', '/dev/null', 'restart'], identity);
    say(`PostgreSQL restarted ${number} times`);
  });
}

async function allSettled(hub: WaitingHub): Promise<void> {
  const until = performance.now() + options.minutes * 60_000;
  const query = `select (select count(*)::int from integrations.deliveries where status = 'FAILED') as failed,
    (select count(*)::int from interventions.interventions where status = 'PUBLISHED') as published`;
  for (;;) {
    const [row] = await hub.sql<{ failed: number; published: number }>(query).catch(() => []);
    if (row && row.failed + row.published >= options.deliveries) return;
    if (performance.now() > until) {
      say('Not everything was settled in time.');
      return;
    }
    await wait(lookEveryMs);
  }
}

const started = startedHere();
try {
  say(`Making ${options.deliveries} dossiers …`);
  const hub = await startWaitingHub({ dossiers: options.deliveries, limits: [pace()] }, started);
  // Slow enough that every blow finds something under way.
  const create = { method: 'POST', path: '/crm/interventions' };
  hub.sandbox.faults.add({ match: create, fault: { kind: 'slow', delayMs: 1_000 }, times: Number.MAX_SAFE_INTEGER });
  const begun = performance.now();
  const workers = await Promise.all(Array.from({ length: options.workers }, () => hub.startWorker()));
  const asked = options.perMinute ? publishByHand(hub, options.perMinute) : Promise.resolve([]);
  const [byHand] = await Promise.all([asked, killWorkers(hub, workers), restartDatabase(hub)]);
  await allSettled(hub);
  const { text, sound } = await soakReport(hub, options, { tookMs: performance.now() - begun, byHand });
  process.stdout.write(text);
  if (!sound) process.exitCode = 1;
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
} finally {
  await started.disposeAsync();
}
