import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Command } from 'commander';
import type { RunningProcess } from './processes.js';
import { whole } from './soak-options.js';
import { startedHere } from './started.js';
import { fillSyncHub } from './sync-hub.js';
import { startSyncVendors } from './sync-vendors.js';
import { askerOf, startWaitingHub, type WaitingHub } from './waiting-hub.js';

const options = new Command('npm run soak:sync --')
  .description('Both sides of Mautic and Invoice Ninja compared from the beginning, with a kill -9 half-way.')
  .option('--contacts <number>', 'contacts at Mautic', whole(1), 10_000)
  .option('--invoices <number>', 'invoices at Invoice Ninja', whole(1), 5_000)
  .option('--empty', 'both vendors begin with nothing: all of it is brought there', false)
  .option('--workers <number>', 'worker processes', whole(1), 1)
  .option('--minutes <number>', 'when to give up', whole(1), 20)
  .parse()
  .opts<{ contacts: number; invoices: number; empty: boolean; workers: number; minutes: number }>();
const say = (text: string) => process.stderr.write(`${text}\n`);
const lookEveryMs = 250;
const run = promisify(execFile);

let peakKib = 0;
async function lookAtMemory({ pid }: RunningProcess): Promise<void> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]).catch(() => ({ stdout: '0' }));
  peakKib = Math.max(peakKib, Number(stdout));
}

/** Looks on until this holds. @throws when it does not in time */
async function until(holds: () => Promise<boolean>, worker: RunningProcess, what: string): Promise<void> {
  const deadline = performance.now() + options.minutes * 60_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}\n${worker.output()}`);
    await lookAtMemory(worker);
    await wait(lookEveryMs);
  }
}

const number = async ({ sql }: WaitingHub, query: string): Promise<number> =>
  (await sql<{ n: number }>(`select (${query})::int as n`))[0]?.n ?? 0;
const twice = (columns: string, table: string) =>
  `select coalesce(sum(t.n - 1), 0) from (select count(*) as n from ${table} group by ${columns}) t`;

const started = startedHere();
try {
  say(`Making ${options.contacts} contacts and ${options.invoices} invoices …`);
  const hub = await startWaitingHub({ dossiers: 0 }, started);
  const vendors = await startSyncVendors(options, started);
  const connections = await fillSyncHub(hub, vendors, { areLinked: !options.empty });
  const filledAt = new Date().toISOString();
  // What the others were copied from is brought there too: it counts where all are.
  const records =
    vendors.mautic.contacts.length +
    vendors.ninja.clients.length +
    vendors.ninja.invoices.length +
    (options.empty ? 3 : 0);
  // Payments are made in the run: only the next reading compares them.
  const compared = () =>
    number(
      hub,
      `select count(*) from integrations.external_records
       where ${options.empty ? 'true' : `base is not null and created_at < '${filledAt}'`} and record_type <> 'payment'`,
    );

  const begun = performance.now();
  for (const id of connections)
    await askerOf(hub.assembly)('mutation ($id: ID!) { syncConnection(id: $id, type: FULL) { id } }', { id });
  for (let others = 1; others < options.workers; others += 1) await hub.startWorker();
  const victim = await hub.startWorker();
  await until(async () => (await compared()) >= records / 2, victim, 'half of the records');
  victim.child.kill('SIGKILL');
  if (victim.child.signalCode === null) await once(victim.child, 'exit');
  const half = await compared();
  say(`killed after ${((performance.now() - begun) / 1_000).toFixed(1)} s with ${half} of ${records} compared`);

  const worker = await hub.startWorker();
  const resumed = performance.now();
  const logs = 'integrations.sync_logs';
  await until(
    async () => (await number(hub, `select count(*) from ${logs} where status = 'RUNNING'`)) === 0,
    worker,
    'the end of both runs',
  );
  const seconds = (performance.now() - begun) / 1_000;
  const resumedSeconds = (performance.now() - resumed) / 1_000;
  const under = `select count(*) from jobs.job where state in ('created', 'retry', 'active')
    and (name in ('pull-record', 'drain-connection') or name like 'deliver%' or name like 'domain-events-%')`;
  await until(async () => (await number(hub, under)) === 0, worker, 'what follows from the runs');

  const completed = await number(hub, `select count(*) from ${logs} where status = 'COMPLETED'`);
  const payments = await number(hub, 'select count(*) from billing.payments');
  const taken = await number(hub, `select count(*) from marketing.contacts where phone = '+33699999999'`);
  const doubles =
    vendors.doubles() +
    (await number(hub, twice('email', 'marketing.contacts'))) +
    (await number(hub, twice('reference', 'billing.payments'))) +
    (await number(hub, twice('connection_id, record_type, external_id', 'integrations.external_records')));
  const all = await compared();
  process.stdout.write(
    [
      '',
      `${options.contacts} contacts, ${options.invoices} invoices; ${options.workers} workers, one killed half-way`,
      `compared     ${all} of ${records}, and ${payments} of ${vendors.ninja.payments} payments recorded`,
      `rate         ${seconds.toFixed(1)} s in all, ${(all / seconds).toFixed(0)} records a second`,
      `             ${resumedSeconds.toFixed(1)} s from the second worker's start`,
      `memory       ${(peakKib / 1_024).toFixed(0)} MiB at most in a worker`,
      `requests     ${vendors.requests()} to both vendors`,
      `taken over   ${taken} phone numbers`,
      `doubles      ${doubles}`,
      `there        ${vendors.held()} contacts, clients and invoices at both vendors; ${vendors.mails()} e-mails over invoices`,
      '',
    ].join('\n'),
  );
  const isThere = !options.empty || vendors.held() === records;
  const isWhole = all === records && payments === vendors.ninja.payments && isThere && vendors.mails() === 0;
  if (completed !== connections.length || doubles > 0 || !isWhole) process.exitCode = 1;
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
} finally {
  await started.disposeAsync();
}
