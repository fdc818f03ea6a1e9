import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { assemble } from '../hub/assemble.js';
import { loadConfig } from '../platform/config/config.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { createSymphonicsSandbox, type StartedSymphonicsSandbox } from '../sandboxes/symphonics/index.js';
import { startedHere } from './started.js';
import { percentile } from './statistics.js';
import { type Ask, askerOf, finishDossier, signContract, startWaitingHub, type WaitingHub } from './waiting-hub.js';

const whole = (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
};
const options = new Command('npm run bench:partners --')
  .description('How long dossiers take to a partner alone, and beside one that is down and one that is slow.')
  .option('--dossiers <number>', 'dossiers a round', whole, 60)
  .option('--rounds <number>', 'rounds of each kind, by turns', whole, 3)
  .option('--pace <number>', 'dossiers a second', whole, 2)
  .parse()
  .opts<{ dossiers: number; rounds: number; pace: number }>();

const say = (text: string) => process.stderr.write(`${text}\n`);
const plenty = 1_000_000;
/** What the slow partner takes over each dossier: just less than what counts as no answer. */
const slowMs = 8_000;
const patienceMs = 120_000;
const kinds = ['alone', 'beside the others'] as const;
type Kind = (typeof kinds)[number];

/** A partner that may take as much as there is; not authorised yet. */
async function createPartner(ask: Ask, name: string, baseUrl: string): Promise<string> {
  const { createPartner: made } = await ask(
    'mutation ($input: CreatePartnerInput!) { createPartner(input: $input) { id } }',
    {
      input: {
        name,
        baseUrl,
        credentials: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
        allowedFields: [
          'customer',
          'installation',
          'services',
          'equipment',
          'documents',
          'photos',
          'completion_date',
          'external_id',
        ],
        limits: [{ window: 'minute', requests: plenty, windowMs: 60_000 }],
      },
    },
  );
  return made?.id ?? '';
}

async function startPartner(started: AsyncDisposableStack): Promise<StartedSymphonicsSandbox> {
  const sandbox = await createSymphonicsSandbox({ perMinute: plenty, perDay: plenty }).start();
  started.defer(() => sandbox.close());
  return sandbox;
}

/**
 * Publishes dossiers at the pace that was asked for, each at any moment of its share of the time, so that no beat of the
 * hub's own falls on all of them or on none; and waits until the partner has all of them.
 */
async function round(hub: WaitingHub, ask: Ask, prefix: string, partner: string): Promise<number[]> {
  const ids: string[] = [];
  for (let index = 0; index < options.dossiers; index += 1) ids.push(await finishDossier(ask, index, prefix));
  const begun = performance.now();
  for (const [index, id] of ids.entries()) {
    await wait(Math.max(0, begun + ((index + Math.random()) * 1_000) / options.pace - performance.now()));
    await signContract(ask, id);
  }
  const took = `select extract(epoch from a.started_at + a.duration_ms * interval '1 ms' - d.created_at)::float8 * 1000 as ms
    from integrations.deliveries d join integrations.delivery_attempts a on a.delivery_id = d.id and a.outcome = 'SUCCEEDED'
    where d.connection_id = '${partner}' and d.subject_reference like '${prefix}-%'`;
  const until = performance.now() + patienceMs;
  for (;;) {
    const rows = await hub.sql<{ ms: number }>(took);
    if (rows.length === options.dossiers) return rows.map(({ ms }) => ms);
    if (performance.now() > until) throw new Error(`only ${rows.length} dossiers of ${prefix} have arrived`);
    await wait(200);
  }
}

/** No request is under way any more: what the round before left behind does not disturb the next one. */
async function quiet(hub: WaitingHub): Promise<void> {
  const query = `select 1 as one from integrations.deliveries where status = 'SENDING' limit 1`;
  while ((await hub.sql(query)).length > 0) await wait(200);
}

const started = startedHere();
try {
  const hub = await startWaitingHub({ dossiers: 0 }, started);
  const logger = createLogger({ level: 'silent' });
  const config = loadConfig(hub.env);
  const assembly = await assemble({ config, logger, databaseUrl: hub.databaseUrl, role: 'bench' });
  started.defer(() => assembly.close(2_000));
  const ask = askerOf(assembly);
  const [fine, slow, down] = [await startPartner(started), await startPartner(started), await startPartner(started)];
  const ids = {
    fine: await createPartner(ask, 'fine', fine.url),
    slow: await createPartner(ask, 'slow', slow.url),
    down: await createPartner(ask, 'down', down.url),
  };
  await down.close();
  const match = { method: 'POST', path: '/crm/interventions' };
  slow.faults.add({ match, fault: { kind: 'slow', delayMs: slowMs }, times: Number.MAX_SAFE_INTEGER });
  const authorise = (id: string, authorised: boolean) =>
    ask('mutation ($id: ID!, $on: Boolean) { updatePartner(id: $id, input: { authorised: $on }) { id } }', {
      id,
      on: authorised,
    });
  await authorise(ids.fine, true);
  await hub.startWorker();

  const samples: Record<Kind, number[]> = { alone: [], 'beside the others': [] };
  const loads: number[] = [];
  say('A round to warm up …');
  await round(hub, ask, 'WARM', ids.fine);
  for (let turn = 0; turn < options.rounds * kinds.length; turn += 1) {
    // Each kind goes first as often as the other.
    const kind = kinds[(turn + Math.floor(turn / kinds.length)) % kinds.length] ?? 'alone';
    for (const id of [ids.slow, ids.down]) await authorise(id, kind !== 'alone');
    await quiet(hub);
    const taken = await round(hub, ask, `R${turn}`, ids.fine);
    samples[kind].push(...taken);
    loads.push(loadavg()[0] ?? Number.NaN);
    say(`round ${turn + 1}, ${kind}: p95 ${percentile(taken, 0.95).toFixed(0)} ms, load ${loads.at(-1)?.toFixed(1)}`);
  }
  const ms = (kind: Kind, share: number) => percentile(samples[kind], share).toFixed(0).padStart(6);
  const ratio = percentile(samples['beside the others'], 0.95) / percentile(samples.alone, 0.95);
  const waiting = await hub.sql<{ name: string; status: string; count: number }>(
    `select c.name, d.status, count(*)::int from integrations.deliveries d join integrations.connections c on c.id = d.connection_id
     where c.connector = 'partner' group by 1, 2 order by 1, 2`,
  );
  process.stdout.write(`
${options.rounds} rounds of ${options.dossiers} dossiers of each kind, ${options.pace} a second; from created to accepted by the fine partner, in ms
                     p50     p95
alone             ${ms('alone', 0.5)}  ${ms('alone', 0.95)}
beside the others ${ms('beside the others', 0.5)}  ${ms('beside the others', 0.95)}   p95 is ${ratio.toFixed(2)} of alone
at the end: ${waiting.map(({ name, status, count }) => `${name} ${status} ${count}`).join(', ')}
load of the machine ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}
`);
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
} finally {
  await started.disposeAsync();
}
