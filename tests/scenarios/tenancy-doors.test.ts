import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import { callSignature } from '../../gateway/rest/call-signature.js';
import { routes } from '../../gateway/rest/routes.js';
import { subgraphNames } from '../../hub/subgraphs.js';
import type { Caller } from '../../platform/service/caller.js';
import { signCall, signedCallHeader } from '../../platform/service/signed-call.js';
import { createSubgraphServer } from '../../platform/service/subgraph-server.js';
import { createHubClient, type HubClient, type Watching } from '../support/client.js';
import {
  beginning,
  completeDossier,
  createIntervention,
  finishInstallation,
  type SyncEventData,
  signContract,
  syncEventsQuery,
} from '../support/dossiers.js';
import { linkAt, smallPdf, upload } from '../support/files.js';
import { externalFields, generateCall, idPlaces, type Place, selectionOf } from '../support/generated-calls.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { createOrganizationData, type OrganizationData } from '../support/organization-data.js';
import { updatePartner } from '../support/partners.js';
import { placed } from '../support/rest-subjects.js';

// What tenancy.test.ts shows call by call, walked through at every door with everything of another organization's: each
// of its ids wherever an id goes, whatever kind of id that place is for. Whatever is answered says nothing of it.

let hub: TestHub;
/** Who asks, and whose things are asked for; of each an administrator and a partner. */
let amber: OrganizationData;
let birch: OrganizationData;
let amberPartner: HubClient;
let birchPartner: HubClient;

/** How often each door was tried. */
const probes: Record<string, number> = {};
/** All that is birch's and nobody else's. */
let theirs: readonly string[];
let theirIds: readonly string[];

/** Notes what a door answered to something of theirs: what was sent it may repeat, and nothing else of theirs. */
function answered(door: string, answer: unknown, ...sent: (string | undefined)[]): void {
  probes[door] = (probes[door] ?? 0) + 1;
  const text = JSON.stringify(answer) ?? '';
  const told = theirs.filter((word) => !sent.includes(word) && text.includes(word));
  if (told.length > 0)
    throw new Error(`${door} told ${told.join(', ')} when asked with ${sent.join(', ')}: ${text.slice(0, 1_000)}`);
}

beforeAll(async () => {
  hub = await startTestHub();
  amber = await createOrganizationData(hub, 'amber');
  birch = await createOrganizationData(hub, 'birch');
  [amberPartner, birchPartner] = [await partnerOf(amber), await partnerOf(birch)];
  theirIds = [...new Set([...Object.values(birch.ids), birch.draft, birch.draftQuote, birch.draftInvoice])];
  theirs = [...theirIds, birch.canary, birch.email, birch.id];
}, 120_000);
afterAll(async () => {
  await Promise.all([amberPartner, birchPartner].map((client) => client.close()));
  await hub.close();
});

/** The key of an organization's partner, once a dossier was distributed to it. */
async function partnerOf({ client, canary, ids, draft }: OrganizationData): Promise<HubClient> {
  await updatePartner(client, ids.Partner, { authorised: true });
  const input = { name: canary, scopes: ['partner:read', 'partner:webhooks'], partnerId: ids.Partner };
  const { createApiKey } = await client.data<{ createApiKey: { secret: string } }>(
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
    { input },
  );
  const partner = createHubClient(hub.url, createApiKey.secret, '/partner/graphql');
  const query = 'subscription ($after: String) { distributionEvents(after: $after) { type } }';
  const watching = partner.watch<{ distributionEvents: { type: string } }>(query, { after: beginning });
  await finishInstallation(client, draft);
  await signContract(client, draft);
  await watching.until(({ distributionEvents: { type } }) => type === 'delivery.succeeded', 40_000);
  watching.stop();
  return partner;
}

/** Texts that stand for something of an organization's, by the name of the argument. */
const texts = ({ cursor, reference, email }: OrganizationData): Record<string, string> => ({
  cursor,
  reference,
  email,
});
/** Of the other texts, those that only say where a page begins, what is to be done, or what a vendor is asked about. */
const otherTexts = [
  'after',
  'action',
  'documentId',
  'connector',
  'path',
  'pdl',
  'type',
  'reason',
  'signedBy',
  'subjectType',
  'variant',
];

const samples = {
  connector: 'symphonics',
  action: 'publish-intervention',
  vatRate: 2_000,
  type: 'contract',
  path: 'beneficiary.phone',
  subjectType: 'quote',
  from: '2020-01-01T00:00:00Z',
  to: '2100-01-01T00:00:00Z',
};

type Field = GraphQLField<unknown, unknown>;
const fieldsOf = (type: GraphQLObjectType | null | undefined): Field[] => Object.values(type?.getFields() ?? {});
const same = (one: Place, other: Place) => one.join('.') === other.join('.');

/** Their ids for a place: of the kinds that its words name, or all of them where they name none. */
function idsFor(...words: string[]): readonly string[] {
  const text = words.join(' ').replaceAll('-', '').toLowerCase();
  const named = Object.entries(birch.ids).filter(([kind]) => text.includes(kind.toLowerCase()));
  return named.length > 0 ? named.map(([, id]) => id) : theirIds;
}

/** Every query or mutation of a graph, with their ids at every place for one: all of them in a query. Returns the places. */
async function walk(door: string, kind: 'query' | 'mutation', client: HubClient, schema: GraphQLSchema) {
  const places: string[] = [];
  const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  for (const field of fieldsOf(type)) {
    const ask = async (sent: string | undefined, idAt: (place: Place) => string | undefined) => {
      const { query, variables } = generateCall(kind, field, idAt, { ...samples, ...texts(birch) });
      answered(door, await client.ask(query, variables), sent);
    };
    for (const place of idPlaces(field)) {
      places.push(`${field.name} ${place.join('.')}`);
      for (const id of kind === 'query' ? theirIds : idsFor(field.name, ...place))
        await ask(id, (one) => (same(one, place) || one.length === 1 ? id : undefined));
    }
    if (kind === 'mutation') continue;
    for (const { name } of field.args.filter((arg) => getNamedType(arg.type).name === 'String')) {
      const text = texts(birch)[name];
      if (text !== undefined) await ask(text, () => undefined);
      else
        expect({ of: field.name, otherTexts }).toEqual({ of: field.name, otherTexts: expect.arrayContaining([name]) });
    }
    // What needs nothing is asked for as it is: lists, health, the partner's own view.
    if (!field.args.some(isRequiredArgument)) await ask(undefined, () => undefined);
  }
  return places;
}

const placesOf = (type: GraphQLObjectType | null | undefined) =>
  fieldsOf(type).flatMap((field) => idPlaces(field).map((place) => `${field.name} ${place.join('.')}`));

// What reads comes first: what is written later leaves the ids that amber itself sent in amber's own audit log.

test('the graph tells nothing of another’s in any query, with any of their ids at any place for one', async () => {
  const schema = hub.assembly.supergraph.current.apiSchema;
  const places = await walk('queries', 'query', amber.client, schema);
  expect(places).toEqual(placesOf(schema.getQueryType()));
}, 240_000);

test('the partner graph tells a partner nothing of another organization’s', async () => {
  const own = await birchPartner.ask('{ distributedInterventions { nodes { id reference dossier } } }');
  expect(JSON.stringify(own)).toContain(birch.canary);
  const schema = hub.assembly.partnerGraph.current.apiSchema;
  const places = await walk('partner graph', 'query', amberPartner, schema);
  expect(places).toEqual(placesOf(schema.getQueryType()));
});

test('no subgraph finds another’s entities, asked over HTTP with signed calls', async () => {
  const { keyring, builtSubgraphs, subgraphServices, logger } = hub.assembly;
  const { site } = completeDossier();
  const { Intervention, Contact } = birch.ids;
  const person = { email: birch.email, interventionIds: [Intervention], contactIds: [Contact] };
  for (const name of subgraphNames) {
    const { schema, typeDefs } = builtSubgraphs[name];
    const server = createSubgraphServer({ name, schema, service: subgraphServices[name], keyring, logger });
    const { url } = await server.listen({ port: 0, host: '127.0.0.1' });
    const union = schema.getType('_Entity');
    if (!isUnionType(union)) throw new Error(`${name} has no entities`);
    const ask = async (
      { id: organizationId, ids }: OrganizationData,
      partner: boolean,
      type: string,
      keys: object[],
    ) => {
      const selection = selectionOf(schema.getType(type) as GraphQLObjectType, externalFields(typeDefs));
      const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} ${selection} } }`;
      const needed = type === 'PersonExport' ? person : { beneficiary: { email: birch.email }, site };
      const representations = keys.map((key) => ({ __typename: type, ...needed, ...key }));
      const body = JSON.stringify({ query, variables: { representations } });
      const caller: Caller = {
        organizationId,
        actor: { kind: 'worker', id: 'test', name: 'test' },
        scopes: ['admin', 'partner:read', 'partner:webhooks'],
        ...(partner && { partnerId: ids.Partner }),
      };
      const headers = {
        'content-type': 'application/json',
        [signedCallHeader]: await signCall(keyring, name, caller, body),
      };
      return (await fetch(url, { method: 'POST', headers, body })).json();
    };
    const found: string[] = [];
    for (const { name: type } of union.getTypes()) {
      const keys = type === 'SyncEvent' ? [{ cursor: birch.cursor }] : theirIds.map((id) => ({ id }));
      if (JSON.stringify(await ask(birch, false, type, keys)).includes(birch.canary)) found.push(type);
      for (const key of keys)
        for (const partner of [false, true])
          answered(
            'entities',
            await ask(amber, partner, type, [key]),
            ...Object.values(key),
            ...(type === 'PersonExport' ? Object.values(person).flat() : []),
          );
    }
    await server.close();
    expect({ name, found }).not.toEqual({ name, found: [] });
  }
});

test('a stream of any kind tells nothing of another’s, whatever it is opened with', async () => {
  const open: { watching: Watching<unknown>; id: string | undefined }[] = [];
  const doors = [
    [amber.client, hub.assembly.supergraph.current.apiSchema],
    [amberPartner, hub.assembly.partnerGraph.current.apiSchema],
  ] as const;
  for (const [client, schema] of doors)
    for (const field of fieldsOf(schema.getSubscriptionType()))
      for (const id of [undefined, ...(idPlaces(field).length > 0 ? theirIds : [])])
        for (const after of [beginning, birch.cursor]) {
          const watching = client.watch(subscriptionTo(field, id !== undefined), { id, after });
          open.push({ watching, id });
          await watching.open;
        }
  const { reference } = await createIntervention(birch.client);
  const { reference: own } = await createIntervention(amber.client);
  const seen = amber.client.watch<SyncEventData>(syncEventsQuery, { after: beginning });
  await seen.until(({ syncEvents: { message } }) => message?.includes(own) ?? false);
  seen.stop();
  for (const { watching, id } of open) {
    // Without an id of theirs it goes through all that there is of amber's. A partner's own view is refused to everybody else.
    if (id === undefined)
      await watching
        .until((event) => JSON.stringify(event).includes(amber.canary))
        .catch((error: unknown) => {
          if (!String(error).includes('UNAUTHORIZED_FIELD_OR_TYPE')) throw error;
        });
    else expect(watching.received).toEqual([]);
    answered('streams', watching.received, id);
    expect(JSON.stringify(watching.received)).not.toContain(reference);
    watching.stop();
  }
});

/** With `$after` wherever it can begin, and `$id` at every place for one when it is wanted. */
function subscriptionTo(field: Field, withId: boolean): string {
  const given = field.args.flatMap(({ name, type }) => {
    if (name === 'after') return ['after: $after'];
    return withId && getNamedType(type).name === 'ID' ? [`${name}: $id`] : [];
  });
  const declared = `$after: String${withId ? ', $id: ID' : ''}`;
  return `subscription (${declared}) { ${field.name}(${given.join(', ')}) ${selectionOf(field.type)} }`;
}

test.each(['GET', 'others'] as const)(
  'nor does a route of the REST table: %s',
  async (methods) => {
    const headers = { authorization: `Bearer ${amber.client.key}` };
    for (const route of routes.filter(({ method }) => (method === 'GET') === (methods === 'GET'))) {
      const { query } = callSignature(route, hub.assembly.supergraph.current.apiSchema);
      const filters = query.filter(({ type }) => getNamedType(type).name === 'ID').map(({ name }) => name);
      const init: RequestInit = route.example
        ? { body: JSON.stringify(route.example), headers: { ...headers, 'content-type': 'application/json' } }
        : { headers };
      const ids = methods === 'GET' ? theirIds : idsFor(route.path);
      const paths = route.path.includes(':id')
        ? ids.map((id) => [placed(route.path, id), id] as const)
        : [
            [route.path, undefined] as const,
            ...filters.flatMap((name) => ids.map((id) => [`${route.path}?${name}=${id}`, id] as const)),
          ];
      for (const [path, id] of paths) answered('REST', await amber.client.rest(route.method, path, init), id);
    }
  },
  240_000,
);

test('nor does a door for files, nor a link of one’s own made theirs', async () => {
  const { file } = await upload(hub.url, amber.client, { subjectId: amber.draft }, smallPdf('amber'));
  const headers = { authorization: `Bearer ${amber.client.key}` };
  const link = linkAt(hub.url, file.url);
  for (const id of theirIds) {
    const links = [link.replace(file.id, id), link.replace(/organization=[^&]+/, `organization=${birch.id}`)];
    for (const address of [`${hub.url}/api/v1/files/${id}`, ...links]) {
      const response = await fetch(address, { headers });
      expect([403, 404]).toContain(response.status);
      answered('files', await response.text(), id);
    }
    for (const subjectType of ['intervention', 'quote', 'invoice']) {
      const { status, problem } = await upload(
        hub.url,
        amber.client,
        { subjectType, subjectId: id },
        smallPdf('amber'),
      );
      expect(status).toBe(404);
      answered('files', problem, id);
    }
  }
  const own = await fetch(`${hub.url}/api/v1/files/${birch.ids.File}`, {
    headers: { authorization: `Bearer ${birch.client.key}` },
  });
  expect(await own.text()).toContain(birch.canary);
});

test('nor does any mutation, of a partner or of an administrator', async () => {
  const { supergraph, partnerGraph } = hub.assembly;
  for (const [door, client, { apiSchema }] of [
    ['partner graph', amberPartner, partnerGraph.current],
    ['mutations', amber.client, supergraph.current],
  ] as const)
    expect(await walk(door, 'mutation', client, apiSchema)).toEqual(placesOf(apiSchema.getMutationType()));
  const tried = Object.values(probes).reduce((sum, count) => sum + count, 0);
  expect(tried).toBeGreaterThan(2_000);
}, 240_000);
