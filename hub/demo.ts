import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { loadConfig } from '../platform/config/config.js';
import { demoIntervention } from './demo-intervention.js';

// `npm run demo`: against a running hub, takes a finished intervention from its draft to Symphonics and shows every
// sync event as it streams in.

/** Longer than any of it takes, in milliseconds. */
const patienceMs = 60_000;

const event = z.object({
  syncEvents: z.object({
    cursor: z.string(),
    type: z.string(),
    occurredAt: z.string(),
    message: z.string().nullable(),
    delivery: z.object({ status: z.string(), externalId: z.string().nullable() }).nullable(),
    intervention: z.object({ reference: z.string(), status: z.string() }).nullable(),
  }),
});

const config = loadConfig();
const keyFile = path.join(config.DATA_DIR, 'demo.key');
const key = config.HUB_BOOTSTRAP_ADMIN_KEY ?? (existsSync(keyFile) ? readFileSync(keyFile, 'utf8').trim() : '');
const url = `${config.PUBLIC_URL ?? `http://127.0.0.1:${config.PORT}`}/graphql`;
const authorization = `Bearer ${key}`;
const say = (text: string) => process.stdout.write(`${text}\n`);

async function ask(query: string, variables: object): Promise<Record<string, unknown>> {
  const headers = { authorization, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const answer = z
    .object({
      data: z.record(z.string(), z.unknown()).nullish(),
      errors: z.array(z.object({ message: z.string() })).optional(),
    })
    .parse(await response.json());
  if (answer.errors?.[0]) throw new Error(answer.errors[0].message);
  return answer.data ?? {};
}

async function demo(): Promise<void> {
  const created = await ask(
    'mutation ($input: CreateInterventionInput!) { createIntervention(input: $input) { id reference } }',
    {
      input: demoIntervention(Math.floor(Math.random() * 3)),
    },
  );
  const { id, reference } = z.object({ id: z.string(), reference: z.string() }).parse(created.createIntervention);
  say(`Created ${reference}. Watching its sync events:\n`);

  const watching = watch(id);
  await watching.open;
  const move =
    'mutation ($id: ID!, $status: InterventionStatus!) { changeInterventionStatus(id: $id, status: $status) { status } }';
  for (const status of ['SCHEDULED', 'IN_PROGRESS', 'INSTALLATION_DONE']) await ask(move, { id, status });
  await ask('mutation ($id: ID!) { signDocument(interventionId: $id, type: "contract") { id } }', { id });
  await watching.published;

  const query =
    '{ intervention(id: $id) { status syncStatus { state lastDelivery { externalId attempts { number outcome durationMs } } } } }';
  const final = await ask(`query ($id: ID!) ${query}`, { id });
  say(`\n${JSON.stringify(final.intervention, null, 2)}`);
}

/** Prints the events of one intervention; `published` resolves with the one that says PUBLISHED. */
function watch(interventionId: string) {
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    lazy: false,
  });
  const open = new Promise<void>((resolve) => client.on('connected', () => resolve()));
  const query = `subscription ($interventionId: ID!) { syncEvents(interventionId: $interventionId, after: "${firstCursor}") {
    cursor type occurredAt message delivery { status externalId } intervention { reference status } } }`;
  const published = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`nothing was published within ${patienceMs / 1_000} s`)),
      patienceMs,
    );
    const stop = client.subscribe<Record<string, unknown>>(
      { query, variables: { interventionId } },
      {
        next({ data, errors }) {
          if (errors?.[0]) return reject(new Error(errors[0].message));
          const { syncEvents } = event.parse(data);
          say(`  ${syncEvents.occurredAt.slice(11, 23)}  ${syncEvents.type.padEnd(28)} ${syncEvents.message ?? ''}`);
          if (syncEvents.type !== 'intervention.status' || !syncEvents.message?.endsWith('PUBLISHED')) return;
          clearTimeout(timer);
          stop();
          void client.dispose();
          resolve();
        },
        error: (error) => reject(error instanceof Error ? error : new Error(JSON.stringify(error))),
        complete: () => undefined,
      },
    );
  });
  return { open, published };
}

/** Before the first event there is. */
const firstCursor = Buffer.from('sync:0').toString('base64url');

try {
  await demo();
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The demo did not end well: ${reason}\nIs the hub running (npm start) at ${url}?\n`);
  process.exitCode = 1;
}
