import { setTimeout as wait } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { defineJob } from '../platform/jobs/job.js';
import { startJobQueue } from '../platform/jobs/job-queue.js';
import { jobSchema, migrateJobs } from '../platform/jobs/queues.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { cpuTimeOfAll } from './cpu-time.js';
import { startedHere } from './started.js';
import { startWaitingHub, type WaitingHub } from './waiting-hub.js';

const whole = (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
};
const options = new Command('npm run bench:deliveries --')
  .description('Deliveries a second on one worker, beside plain fetch in a loop and beside jobs that do nothing.')
  .option('--deliveries <number>', 'how many of each', whole, 300)
  .option('--concurrency <number>', 'requests at once of the plain loop; a worker has 40', whole, 40)
  .option('--profile <file>', 'writes a CPU profile of the worker there')
  .parse()
  .opts<{ deliveries: number; concurrency: number; profile?: string }>();

const create = { method: 'POST', path: '/crm/interventions' };
const patienceMs = 300_000;

/** From signed dossiers to everything published: the events of the dossiers, the flows, the deliveries, their results. */
async function throughHub(hub: WaitingHub) {
  const worker = await hub.startWorker(options.profile);
  const begun = performance.now();
  const transactions = await transactionsOf(hub);
  const done = `select (select count(*)::int from integrations.deliveries where status = 'SUCCEEDED') as deliveries,
    (select count(*)::int from interventions.interventions where status = 'PUBLISHED') as published`;
  let deliveredMs = 0;
  for (;;) {
    const [row] = await hub.sql<{ deliveries: number; published: number }>(done);
    if (deliveredMs === 0 && row?.deliveries === options.deliveries) deliveredMs = performance.now() - begun;
    if (row?.published === options.deliveries) break;
    if (performance.now() - begun > patienceMs) throw new Error(`only ${row?.published} were published in time`);
    await wait(50);
  }
  const publishedMs = performance.now() - begun;
  const cpuMs = await cpuTimeOfAll([worker.pid]);
  const used = (await transactionsOf(hub)) - transactions;
  await worker.stop();
  return { deliveredMs, publishedMs, cpuMs, transactions: used };
}

async function transactionsOf({ sql }: WaitingHub): Promise<number> {
  const [row] = await sql<{ count: number }>(
    'select xact_commit::int as count from pg_stat_database where datname = current_database()',
  );
  return row?.count ?? 0;
}

/** What the same requests take without a hub. */
async function throughFetch({ sandbox }: WaitingHub): Promise<number> {
  const sent = sandbox.requests(create).map(({ body }) => body as Record<string, unknown>);
  const form = { grant_type: 'client_credentials', client_id: 'sandbox-client', client_secret: 'sandbox-secret' };
  const answer = await fetch(`${sandbox.url}/auth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const bodies = sent.map((body) => JSON.stringify({ ...body, external_id: `PLAIN-${body.external_id}` })).values();
  const begun = performance.now();
  const loop = async () => {
    for (const body of bodies) {
      const response = await fetch(`${sandbox.url}${create.path}`, { method: 'POST', headers, body });
      if (response.status !== 201) throw new Error(`the sandbox answered ${response.status}`);
      await response.text();
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, loop));
  return performance.now() - begun;
}

/** What jobs alone take: the same queue settings, and nothing done. */
async function throughQueue({ databaseUrl }: WaitingHub): Promise<number> {
  const logger = createLogger({ level: 'silent' });
  let left = options.deliveries;
  const emptied = Promise.withResolvers<void>();
  const nothing = defineJob({
    name: 'bench-nothing',
    payload: z.object({}),
    async run() {
      left -= 1;
      if (left === 0) emptied.resolve();
    },
  });
  await migrateJobs(databaseUrl, [nothing]);
  const boss = new PgBoss({ connectionString: databaseUrl, schema: jobSchema, supervise: false, schedule: false });
  await boss.start();
  await boss.insert(
    nothing.name,
    Array.from({ length: options.deliveries }, () => ({ data: {} })),
  );
  await boss.stop({ graceful: false });
  const queue = await startJobQueue({ url: databaseUrl, logger });
  const begun = performance.now();
  await queue.work([nothing], {});
  await emptied.promise;
  const took = performance.now() - begun;
  await queue.stop(1_000);
  return took;
}

const started = startedHere();
try {
  process.stderr.write(`Making ${options.deliveries} dossiers …\n`);
  const hub = await startWaitingHub({ dossiers: options.deliveries }, started);
  const through = await throughHub(hub);
  const fetchMs = await throughFetch(hub);
  const queueMs = await throughQueue(hub);
  const perSecond = (ms: number) => ((options.deliveries / ms) * 1_000).toFixed(1).padStart(8);
  const ratio = (ms: number) => (ms / through.deliveredMs).toFixed(3);
  const each = (total: number | undefined) => (total === undefined ? '?' : (total / options.deliveries).toFixed(1));
  process.stdout.write(`
${options.deliveries} of each; one worker process
deliveries, from signed dossiers to SUCCEEDED  ${perSecond(through.deliveredMs)} /s
  until every intervention is PUBLISHED        ${perSecond(through.publishedMs)} /s
plain fetch, ${options.concurrency} at once                      ${perSecond(fetchMs)} /s   deliveries are ${ratio(fetchMs)} of it
jobs that do nothing, the same queue           ${perSecond(queueMs)} /s   deliveries are ${ratio(queueMs)} of it
a delivery with all its events: ${each(through.transactions)} transactions, ${each(through.cpuMs)} ms of the worker's CPU
`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await started.disposeAsync();
}
