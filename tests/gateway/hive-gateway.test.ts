import { createGatewayRuntime, type GatewayRuntime } from '@graphql-hive/gateway-runtime';
import { type DocumentNode, print } from 'graphql';
import { createRemoteService, type RemoteService } from '../../gateway/supergraph/remote-service.js';
import { readSupergraph } from '../../hub/schema-files.js';
import { subgraphNames } from '../../hub/subgraphs.js';
import { rightsOf } from '../../platform/access/rights.js';
import { firstOrganizationId } from '../../platform/database/first-organization.js';
import type { Caller } from '../../platform/service/caller.js';
import { signCall, signedCallHeader } from '../../platform/service/signed-call.js';
import { createSubgraphServer, type SubgraphServer } from '../../platform/service/subgraph-server.js';
import { callerOf } from '../support/caller.js';
import { beginning, createIntervention } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { readUntil } from '../support/read-until.js';

// Another federation gateway in front of the same subgraphs, with the same supergraph text: it enforces what the text
// declares with means of its own. Only the way to the subgraphs is ours, which take signed calls alone.

let hub: TestHub;
let hive: GatewayRuntime;
let id: string;
const servers: SubgraphServer[] = [];
const services = new Map<string, RemoteService>();

interface HiveRequest {
  document: DocumentNode;
  variables?: Record<string, unknown>;
  operationType?: string;
  context?: { currentUser?: Caller };
}

/** Hive's name of a subgraph may be in capitals, as in the supergraph. */
async function send(subgraph: string, { document, variables, operationType, context }: HiveRequest) {
  const service = services.get(subgraph.toLowerCase());
  if (!service) throw new Error(`no subgraph ${subgraph}`);
  const call = { caller: context?.currentUser ?? null, requestId: 'hive' };
  const request = { query: print(document), variables };
  return operationType === 'subscription' ? service.subscribe(request, call) : service.execute(request, call);
}

/** The scopes stand in the test's own bearer token, separated by commas. */
const callerOfToken = (token: string | null): Caller | null =>
  token === null ? null : callerOf(firstOrganizationId, token.replace('Bearer ', '').split(',').filter(Boolean));

beforeAll(async () => {
  // Workers too: they write down the events that are told of.
  hub = await startTestHub();
  ({ id } = await createIntervention(hub.admin));
  const { builtSubgraphs, subgraphServices, keyring, logger } = hub.assembly;
  for (const name of subgraphNames) {
    const { schema } = builtSubgraphs[name];
    const server = createSubgraphServer({ name, schema, service: subgraphServices[name], keyring, logger });
    servers.push(server);
    const { url } = await server.listen({ port: 0, host: '127.0.0.1' });
    const headersFor = async (_request: unknown, { caller }: { caller: Caller | null }, body: string) => ({
      ...(caller && { [signedCallHeader]: await signCall(keyring, name, caller, body) }),
    });
    services.set(name, createRemoteService({ name, url, headersFor }));
  }
  hive = createGatewayRuntime({
    supergraph: readSupergraph(),
    logging: false,
    transports: () => ({
      getSubgraphExecutor:
        ({ subgraphName }) =>
        (request) =>
          send(subgraphName, request as never) as never,
    }),
    genericAuth: {
      mode: 'protect-granular',
      rejectUnauthenticated: false,
      resolveUserFn: (context) => callerOfToken(context.request.headers.get('authorization')),
      extractScopes: (caller) => [...(rightsOf(caller as Caller)?.scopes ?? [])],
      extractPolicies: (caller) => [...(rightsOf(caller as Caller)?.policies ?? [])],
    },
  });
}, 60_000);
afterAll(async () => {
  await hive[Symbol.asyncDispose]();
  await Promise.all([...services.values()].map((service) => service.close()));
  await Promise.all(servers.map((server) => server.close()));
  await hub.close();
});

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { path?: (string | number)[]; extensions?: Record<string, unknown> }[];
}

async function askHive(query: string, scopes: readonly string[], variables = {}): Promise<Answer> {
  const response = await hive.fetch('http://hive.test/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${scopes.join(',')}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

const askOurs = async (query: string, scopes: readonly string[], variables = {}): Promise<Answer> =>
  JSON.parse(
    JSON.stringify(
      await hub.assembly.supergraph.execute(
        { query, variables },
        { caller: callerOf(firstOrganizationId, scopes), requestId: 'ours' },
      ),
    ),
  );

const dossier = `query ($id: ID!) { intervention(id: $id) {
  reference status site { city } quotes { number } syncStatus { state } deliveries { totalCount } } }`;

test.each([
  ['a dossier across four subgraphs', dossier, ['admin']],
  [
    'a list with a page',
    '{ interventions(first: 5) { totalCount nodes { id reference } pageInfo { hasNextPage } } }',
    ['interventions:read'],
  ],
  ['several roots', '{ deliveries { totalCount } quotes { totalCount } leads { totalCount } }', ['admin']],
])('%s: the same answer', async (_, query, scopes) => {
  const [theirs, ours] = [await askHive(query, scopes, { id }), await askOurs(query, scopes, { id })];
  expect(theirs.errors).toBeUndefined();
  expect(ours.errors).toBeUndefined();
  expect(theirs.data).toEqual(ours.data);
});

test.each([
  ['a root field', '{ quotes { totalCount } }', ['interventions:read']],
  ['what another subgraph adds', '{ interventions { nodes { reference quotes { number } } } }', ['interventions:read']],
  ['without any scope', '{ deliveries { totalCount } }', []],
  ['a mutation', 'mutation { sendQuote(id: "018f0000-0000-7000-8000-000000000009") { id } }', ['billing:read']],
  ['what only partners have', '{ distribution { name } }', ['admin']],
])('%s: the same refusal', async (_, query, scopes) => {
  const [theirs, ours] = [await askHive(query, scopes), await askOurs(query, scopes)];
  const codes = ({ errors = [] }: Answer) => [...new Set(errors.map(({ extensions }) => extensions?.code))];
  expect(codes(ours)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
  expect(codes(theirs)).toEqual(codes(ours));
});

test('a subscription: the same events, and the same refusal', async () => {
  const query = `subscription ($after: String) { syncEvents(after: $after) { cursor type intervention { reference } } }`;
  const response = await hive.fetch('http://hive.test/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: 'Bearer integrations:read,interventions:read',
    },
    body: JSON.stringify({ query, variables: { after: beginning } }),
  });
  const received = await readUntil(response, (text) => /data: \{.*\}\n/.test(text));
  const theirs = JSON.parse(/data: (\{.*\})\n/.exec(received)?.[1] ?? '');

  const caller = callerOf(firstOrganizationId, ['integrations:read', 'interventions:read']);
  const stream = await hub.assembly.supergraph.subscribe(
    { query, variables: { after: beginning } },
    { caller, requestId: 'ours' },
  );
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
  const events = stream[Symbol.asyncIterator]();
  expect(theirs).toEqual(JSON.parse(JSON.stringify((await events.next()).value)));
  await events.return?.();

  const refused = await askHive('subscription { syncEvents { cursor } }', ['interventions:read']);
  expect(JSON.stringify(refused)).toContain('UNAUTHORIZED_FIELD_OR_TYPE');
});
