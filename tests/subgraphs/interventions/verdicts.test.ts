import { interventions } from '../../../subgraphs/interventions/definition.js';
import { handleDomainEvents } from '../../../subgraphs/interventions/jobs/handle-domain-events.js';
import { organizations } from '../../support/caller.js';
import { completeDossier } from '../../support/dossiers.js';
import { permutations } from '../../support/permutations.js';
import { type SubgraphHarness, startSubgraphs } from '../../support/subgraph-harness.js';

let harness: SubgraphHarness;
beforeAll(async () => {
  harness = await startSubgraphs([interventions]);
}, 60_000);
afterAll(() => harness.close());

interface Told {
  name: 'dossier.accepted' | 'dossier.refused' | 'dossier.rejected';
  /** Seconds after the work was done. */
  at: number;
  reason?: string;
}

const accepted = (at: number): Told => ({ name: 'dossier.accepted', at });
const refused = (at: number, reason: string): Told => ({ name: 'dossier.refused', at, reason });
const rejected = (at: number, reason: string): Told => ({ name: 'dossier.rejected', at, reason });

/** A dossier whose work is done. */
async function finishedDossier(): Promise<string> {
  const graph = harness.subgraph('interventions');
  const create = 'mutation ($input: CreateInterventionInput!) { createIntervention(input: $input) { id } }';
  const move = `mutation ($id: ID!, $status: InterventionStatus!) { changeInterventionStatus(id: $id, status: $status) { id } }`;
  const { createIntervention } = await graph.data<{ createIntervention: { id: string } }>(create, {
    input: completeDossier(),
  });
  const { id } = createIntervention;
  for (const status of ['SCHEDULED', 'IN_PROGRESS', 'INSTALLATION_DONE']) await graph.data(move, { id, status });
  return id;
}

/** Tells it so, and says what is left. */
async function endOf(order: readonly Told[]) {
  const id = await finishedDossier();
  for (const { name, at, reason } of order) {
    const event = {
      name,
      organizationId: organizations.north,
      data: { interventionId: id, connector: 'symphonics', externalId: null, reasons: [reason] },
      occurredAt: new Date(Date.UTC(2025, 5, 2, 9, 0, at)).toISOString(),
      actor: { kind: 'system', id: 'test', name: 'test' },
      requestId: 'test',
    };
    await handleDomainEvents.handle(event, harness.services, new AbortController().signal);
  }
  const query = 'query ($id: ID!) { intervention(id: $id) { status reviewReasons } }';
  return (await harness.subgraph('interventions').data<{ intervention: object }>(query, { id })).intervention;
}

test.each<{ what: string; told: Told[]; end: object }>([
  {
    what: 'a refusal from before the acceptance',
    told: [refused(1, 'no answer'), accepted(2)],
    end: { status: 'PUBLISHED', reviewReasons: [] },
  },
  {
    what: 'an update that fails after the acceptance',
    told: [accepted(1), refused(2, 'a photo was refused')],
    end: { status: 'PUBLISHED', reviewReasons: ['a photo was refused'] },
  },
  {
    what: 'a rejection that is taken back',
    told: [accepted(1), rejected(2, 'unreadable'), accepted(3)],
    end: { status: 'PUBLISHED', reviewReasons: [] },
  },
  {
    what: 'two rejections',
    told: [accepted(1), rejected(2, 'unreadable'), rejected(3, 'still unreadable')],
    end: { status: 'REJECTED', reviewReasons: ['still unreadable'] },
  },
  {
    what: 'everything at once',
    told: [refused(1, 'no answer'), accepted(2), rejected(3, 'unreadable'), refused(4, 'a photo was refused')],
    end: { status: 'REJECTED', reviewReasons: ['a photo was refused'] },
  },
])('$what ends the same in whatever order it is told', async ({ told, end }) => {
  for (const order of permutations(told)) {
    expect({ order, end: await endOf(order) }).toEqual({ order, end });
  }
});
