import { completeDossier, createIntervention } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { inside, refused } from '../support/refused.js';
import { storedRows } from '../support/stored.js';

let hub: TestHub;
/** A draft, at version 1. */
let draft: { id: string; reference: string };
beforeAll(async () => {
  // Nobody works the queues: a job that should not be there stays to be seen.
  hub = await startTestHub({ workers: false });
  draft = await createIntervention(hub.admin);
}, 60_000);
afterAll(() => hub.close());

const create = 'mutation ($input: CreateInterventionInput!) { createIntervention(input: $input) { id } }';
const move = `mutation ($id: ID!, $status: InterventionStatus!, $expectedVersion: Int) {
  changeInterventionStatus(id: $id, status: $status, expectedVersion: $expectedVersion) { id } }`;
const retry = 'mutation ($id: ID!) { retryDelivery(id: $id) { id } }';
const byReference = 'query ($t: String!) { interventionByReference(reference: $t) { id } }';
const byReferenceInPlace = String.raw`{ interventionByReference(reference: "a\u0000b") { id } }`;
const connect = 'mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }';
const nobody = '01890000-0000-7000-8000-000000000000';
const dossier = completeDossier();
const noOperations = { ...dossier, operations: [{ ...dossier.operations[0], quantity: 0 }] };
const bottomless: unknown = Array.from({ length: 2_000 }).reduce((inner) => [inner], 'x');
const intoTheDeep = { connector: 'symphonics', name: 'x', baseUrl: 'https://a.example', credentials: bottomless };
const from = () => ({ field: 'status', currentStatus: 'DRAFT' });
const broken = (field: string, message: string) => ({ violations: [{ field, message }] });
const pages = broken('first', 'must be between 1 and 100');

interface Refusal {
  query: string;
  variables?: () => Record<string, unknown>;
  code: string;
  /** Names the field and the rule. */
  message: RegExp;
  details?: object;
}

const refusals: Record<string, Refusal> = {
  'an enum value that is not there': {
    query: move,
    variables: () => ({ id: draft.id, status: 'FINISHED' }),
    code: 'BAD_USER_INPUT',
    message: /\$status.*FINISHED/,
  },
  'a variable that is missing': {
    query: move,
    variables: () => ({ id: draft.id }),
    code: 'BAD_USER_INPUT',
    message: /\$status.*required/,
  },
  'a field of the input that is missing': {
    query: create,
    variables: () => ({ input: { ...dossier, site: undefined } }),
    code: 'BAD_USER_INPUT',
    message: /input.*site/,
  },
  'a field that is not there': {
    query: '{ interventions { nodes { price } } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /price/,
  },
  'no GraphQL at all': { query: '{ interventions', code: 'GRAPHQL_PARSE_FAILED', message: /Syntax Error/ },
  'an unknown id': {
    query: move,
    variables: () => ({ id: nobody, status: 'SCHEDULED' }),
    code: 'NOT_FOUND',
    message: /no intervention 01890000/,
    details: { id: nobody },
  },
  'an id that cannot be one': {
    query: move,
    variables: () => ({ id: 'x', status: 'SCHEDULED' }),
    code: 'NOT_FOUND',
    message: /no intervention x/,
  },
  'a delivery that is not there': {
    query: retry,
    variables: () => ({ id: nobody }),
    code: 'NOT_FOUND',
    message: /no delivery 01890000/,
  },
  'a stale version': {
    query: move,
    variables: () => ({ id: draft.id, status: 'SCHEDULED', expectedVersion: 7 }),
    code: 'CONFLICT',
    message: /version 1, not 7/,
    details: { currentVersion: 1, expectedVersion: 7 },
  },
  'a transition that is not there': {
    query: move,
    variables: () => ({ id: draft.id, status: 'INSTALLATION_DONE' }),
    code: 'CONFLICT',
    message: /DRAFT cannot become INSTALLATION_DONE/,
    details: { ...from(), allowedStatuses: ['SCHEDULED', 'CANCELLED'] },
  },
  'PUBLISHED by hand': {
    query: move,
    variables: () => ({ id: draft.id, status: 'PUBLISHED' }),
    code: 'CONFLICT',
    message: /set by the hub/,
    details: from(),
  },
  'a reference that is taken': {
    query: create,
    variables: () => ({ input: { ...dossier, reference: draft.reference } }),
    code: 'CONFLICT',
    message: /already.*reference/,
    details: { field: 'reference' },
  },
  'a number out of bounds': {
    query: create,
    variables: () => ({ input: noOperations }),
    code: 'INVALID_INPUT',
    message: /operations\.0\.quantity: must be/,
    details: broken('operations.0.quantity', 'must be between 1 and 1000000'),
  },
  'a text that no database holds': {
    query: create,
    variables: () => ({ input: { ...dossier, beneficiary: { firstName: 'a\0b' } } }),
    code: 'INVALID_INPUT',
    message: /firstName.*NUL/,
    details: broken('input.beneficiary.firstName', 'must not contain the NUL character'),
  },
  'a search for such a text': {
    query: byReference,
    variables: () => ({ t: 'a\0b' }),
    code: 'INVALID_INPUT',
    message: /NUL/,
  },
  'such a text in the document itself': { query: byReferenceInPlace, code: 'INVALID_INPUT', message: /NUL/ },
  'a value without a bottom': {
    query: connect,
    variables: () => ({ input: intoTheDeep }),
    code: 'VARIABLE_DEPTH_LIMIT_EXCEEDED',
    message: /at most 32 levels/,
  },
  'a page of none': {
    query: '{ interventions(first: 0) { totalCount } }',
    code: 'INVALID_INPUT',
    message: /first: must be between 1 and 100/,
    details: pages,
  },
  'a page of too many': {
    query: '{ deliveries(first: 101) { totalCount } }',
    code: 'INVALID_INPUT',
    message: /first: must be between 1 and 100/,
    details: pages,
  },
  'a stream over plain HTTP': {
    query: 'subscription { syncEvents { cursor } }',
    code: 'SUBSCRIPTION_NEEDS_A_STREAM',
    message: /WebSocket/,
  },
};

test.each(Object.entries(refusals))('%s', async (_, { query, variables, code, message, details }) => {
  const { errors, data } = await refused(hub, () => hub.admin.ask(query, variables?.()));
  expect(errors).toHaveLength(1);
  expect(errors?.[0]?.message).toMatch(message);
  expect(errors?.[0]?.extensions).toMatchObject({ code, ...details });
  expect(Object.values(data ?? {}).filter((value) => value !== null)).toEqual([]);
});

const cursor = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
const ofSyncEvents = (sequence: string) => Buffer.from(`sync:${sequence}`).toString('base64url');
const moment = '2025-01-01T00:00:00Z';
const noCursors = ['x', cursor(), cursor('x', 'y'), cursor(1, 2, 3), cursor(moment, 'y'), cursor({}, []), cursor(null)];

test.each(['interventions', 'deliveries', 'connections', 'inboundWebhooks', 'quotes', 'payments', 'contacts', 'leads'])(
  'a cursor that %s did not give',
  async (list) => {
    for (const after of [...noCursors, ofSyncEvents('1')]) {
      const query = `query ($after: String) { ${list}(after: $after) { totalCount } }`;
      const { errors } = await refused(hub, () => hub.admin.ask(query, { after }));
      expect({ after, code: errors?.[0]?.extensions?.code }).toEqual({ after, code: 'INVALID_INPUT' });
      expect(errors?.[0]?.message).toMatch(/^after: must be a cursor/);
    }
  },
);

test.each(['x', cursor(moment, nobody), ofSyncEvents('-1'), ofSyncEvents('999')])(
  'a stream after %s',
  async (after) => {
    const query = 'subscription ($after: String) { syncEvents(after: $after) { cursor } }';
    const said = await hub.admin.watch(query, { after }).ended.catch((error: unknown) => error);
    const text = said instanceof Error ? said.message : JSON.stringify(said);
    expect(text).toMatch(/"after: (must be|is ahead)/);
    expect(text).toContain('INVALID_INPUT');
    expect(text).not.toMatch(inside);
  },
);

test('and a call that is right goes through', async () => {
  const rows = await storedRows(hub.database);
  await hub.admin.data(move, { id: draft.id, status: 'SCHEDULED', expectedVersion: 1 });
  expect(await storedRows(hub.database)).not.toEqual(rows);
});
