import { z } from 'zod';
import { demoIntervention } from '../demo-intervention.js';
import { firstCursor, watch } from './demo-events.js';
import { ask, patienceMs, say } from './demo-graph.js';

const anything = z.unknown();
const madeOne = z.object({ createIntervention: z.object({ id: z.string(), reference: z.string() }) });

/** Takes a finished intervention from its draft to Symphonics. */
export async function publish(): Promise<void> {
  const { createIntervention } = await ask(
    madeOne,
    'mutation ($input: CreateInterventionInput!) { createIntervention(input: $input) { id reference } }',
    { input: demoIntervention(Math.floor(Math.random() * 3)) },
  );
  const { id, reference } = createIntervention;
  say(`Created ${reference}. Watching its sync events:\n`);
  await watched(id, () => finishIntervention(id));
  const query = `query ($id: ID!) { intervention(id: $id) { status syncStatus { state lastDelivery {
    externalId attempts { number outcome durationMs } } } } }`;
  const final = await ask(z.object({ intervention: anything }), query, { id });
  say(`\n${JSON.stringify(final.intervention, null, 2)}`);
}

/** Does the work and has the contract signed: then the dossier goes. */
export async function finishIntervention(id: string): Promise<void> {
  const move = `mutation ($id: ID!, $status: InterventionStatus!) {
    changeInterventionStatus(id: $id, status: $status) { status } }`;
  for (const status of ['SCHEDULED', 'IN_PROGRESS', 'INSTALLATION_DONE']) await ask(anything, move, { id, status });
  await ask(anything, 'mutation ($id: ID!) { signDocument(interventionId: $id, type: "contract") { id } }', { id });
}

/** Does something while the events of an intervention are shown, until one says that it is published. */
async function watched(interventionId: string, work: () => Promise<void>): Promise<void> {
  const published = Promise.withResolvers<void>();
  const watching = watch(
    { interventionId, after: firstCursor },
    ({ type, message }) => {
      if (type === 'intervention.status' && message?.endsWith('PUBLISHED')) published.resolve();
    },
    published.reject,
  );
  const timer = setTimeout(
    () => published.reject(new Error(`nothing was published within ${patienceMs / 1_000} s`)),
    patienceMs,
  );
  try {
    await watching.open;
    await work();
    await published.promise;
  } finally {
    clearTimeout(timer);
    await watching.stop();
  }
}
