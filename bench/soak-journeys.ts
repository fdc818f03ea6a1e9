import 'reflect-metadata';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { driveJourney, type Journey, steps } from './drive-journey.js';
import { type JourneyOptions, readJourneyOptions } from './journey-options.js';
import { startJourneyVendors } from './journey-vendors.js';
import { journeysReport } from './journeys-report.js';
import type { RunningProcess } from './processes.js';
import { startedHere } from './started.js';
import { askerOf, startWaitingHub, type WaitingHub } from './waiting-hub.js';

const options = readJourneyOptions();
const say = (text: string) => process.stderr.write(`${text}\n`);
const lookEveryMs = 250;
/** The next blow falls when its share of the steps is made, or after this long without it. */
const patienceMs = 15_000;

async function killWorkers(
  hub: WaitingHub,
  workers: RunningProcess[],
  { made, over }: { made(): number; over: AbortSignal },
): Promise<number> {
  const all = options.journeys * steps;
  for (let number = 1; number <= options.kills; number += 1) {
    const due = (all * number) / (options.kills + 1);
    const until = performance.now() + patienceMs;
    while (made() < due && performance.now() < until && !over.aborted) await wait(lookEveryMs);
    if (over.aborted) return number - 1;
    await wait(Math.random() * 500);
    const victim = workers.splice(Math.floor(Math.random() * workers.length), 1)[0];
    if (!victim) throw new Error('there was no worker to kill');
    victim.child.kill('SIGKILL');
    if (victim.child.signalCode === null) await once(victim.child, 'exit');
    if (number % 10 === 0) say(`${number} workers killed, ${made()} of ${all} steps made`);
    workers.push(await hub.startWorker());
  }
  return options.kills;
}

/** Until nothing goes on by itself any more. */
async function allQuiet({ sql }: WaitingHub, over: AbortSignal): Promise<void> {
  const query = `select (select count(*)::int from integrations.deliveries where status in ('PENDING', 'SENDING', 'RETRYING'))
    + (select count(*)::int from jobs.job where state in ('created', 'retry', 'active') and name not like '\\\\_%'
        and start_after < now() + interval '20 seconds') as left`;
  for (let quiet = 0; quiet < 8 && !over.aborted; await wait(lookEveryMs)) {
    const [row] = await sql<{ left: number }>(query);
    quiet = row?.left === 0 ? quiet + 1 : 0;
  }
}

async function driveAll(
  { journeys, atOnce }: JourneyOptions,
  over: AbortSignal,
  drive: (number: number) => Promise<Journey>,
): Promise<Journey[]> {
  const driven: Journey[] = [];
  const numbers = Array.from({ length: journeys }, (_, index) => index).values();
  const lane = async () => {
    for (const number of numbers) {
      if (over.aborted) return;
      driven.push(await drive(number));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, journeys) }, lane));
  return driven;
}

const started = startedHere();
try {
  const hub = await startWaitingHub({ dossiers: 0 }, started);
  const vendors = await startJourneyVendors(hub, started);
  const ask = askerOf(hub.assembly);
  const company = await ask('mutation ($name: String!) { createCompany(input: { name: $name }) { id } }', {
    name: 'Valoren',
  });
  const over = AbortSignal.timeout(options.minutes * 60_000);
  const begun = performance.now();
  const workers = await Promise.all(Array.from({ length: options.workers }, () => hub.startWorker()));
  let made = 0;
  const onStep = () => {
    made += 1;
  };
  const companyId = company.createCompany?.id ?? '';
  const drive = { ask, sql: hub.sql, vendors, companyId, onStep, signal: over };
  say(`Taking ${options.journeys} leads all the way …`);
  const [driven, kills] = await Promise.all([
    driveAll(options, over, (number) => driveJourney(drive, number)),
    killWorkers(hub, workers, { made: () => made, over }),
  ]);
  await allQuiet(hub, over);
  const tookMs = performance.now() - begun;
  const { text, sound } = await journeysReport({ hub, vendors }, driven, { ...options, kills, tookMs });
  process.stdout.write(text);
  if (!sound) process.exitCode = 1;
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
} finally {
  await started.disposeAsync();
}
