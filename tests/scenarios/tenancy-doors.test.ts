import { type GraphQLObjectType, getNamedType, isUnionType } from 'graphql';
import { callSignature } from '../../gateway/rest/call-signature.js';
import { routes } from '../../gateway/rest/routes.js';
import { subgraphNames } from '../../hub/subgraphs.js';
import type { Caller } from '../../platform/service/caller.js';
import { signCall, signedCallHeader } from '../../platform/service/signed-call.js';
import { createSubgraphServer } from '../../platform/service/subgraph-server.js';
import { aFewAtOnce } from '../support/a-few-at-once.js';
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
import {
  externalFields,
  fieldsOf,
  idPlaces,
  placesOf,
  selectionOf,
  subscriptionTo,
} from '../support/generated-calls.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { createOrganizationData, type OrganizationData } from '../support/organization-data.js';
import { updatePartner } from '../support/partners.js';
import { placed } from '../support/rest-subjects.js';
import { createTenancyProbe, type TenancyProbe } from '../support/tenancy-probe.js';

// What tenancy.test.ts shows call by call, walked through at every door with everything of another organization's: each
// of its ids wherever an id goes, whatever kind of id that place is for. Whatever is answered says nothing of it.

let hub: TestHub;
/** Who asks, and whose things are asked for; of each an administrator and a partner. */
let amber: OrganizationData;
let birch: OrganizationData;
let amberPartner: HubClient;
let birchPartner: HubClient;
/** All that is birch's and nobody else's. */
let theirs: TenancyProbe;

beforeAll(async () => {
  // What a busy machine has no time to answer would tell nothing of anybody's, and prove nothing.
  hub = await startTestHub({ env: { SUBGRAPH_DEADLINE_MS: '20000' } });
  [amber, birch] = await Promise.all([createOrganizationData(hub, 'amber'), createOrganizationData(hub, 'birch')]);
  [amberPartner, birchPartner] = await Promise.all([partnerOf(amber), partnerOf(birch)]);
  theirs = createTenancyProbe(birch);
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

// What reads comes first: what is written later leaves the ids that amber itself sent in amber's own audit log.

test('the graph tells nothing of another’s in any query, with any of their ids at any place for one', async () => {
  const schema = hub.assembly.supergraph.current.apiSchema;
  const places = await theirs.walk('queries', 'query', amber.client, schema);
  expect(places).toEqual(placesOf(schema.getQueryType()));
}, 240_000);

test('the partner graph tells a partner nothing of another organization’s', async () => {
  const own = await birchPartner.ask('{ distributedInterventions { nodes { id reference dossier } } }');
  expect(JSON.stringify(own)).toContain(birch.canary);
  const schema = hub.assembly.partnerGraph.current.apiSchema;
  const places = await theirs.walk('partner graph', 'query', amberPartner, schema);
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
      const keys: Record<string, string>[] =
        type === 'SyncEvent' ? [{ cursor: birch.cursor }] : theirs.ids.map((id) => ({ id }));
      if (JSON.stringify(await ask(birch, false, type, keys)).includes(birch.canary)) found.push(type);
      await aFewAtOnce(keys, async (key) => {
        for (const partner of [false, true])
          theirs.answered(
            'entities',
            await ask(amber, partner, type, [key]),
            ...Object.values(key),
            ...(type === 'PersonExport' ? Object.values(person).flat() : []),
          );
      });
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
      for (const id of [undefined, ...(idPlaces(field).length > 0 ? theirs.ids : [])])
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
    theirs.answered('streams', watching.received, id);
    expect(JSON.stringify(watching.received)).not.toContain(reference);
    watching.stop();
  }
});

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
      const ids = methods === 'GET' ? theirs.ids : theirs.idsFor(route.path);
      const paths = route.path.includes(':id')
        ? ids.map((id) => [placed(route.path, id), id] as const)
        : [
            [route.path, undefined] as const,
            ...filters.flatMap((name) => ids.map((id) => [`${route.path}?${name}=${id}`, id] as const)),
          ];
      const ask = async ([path, id]: (typeof paths)[number]) =>
        theirs.answered('REST', await amber.client.rest(route.method, path, init), id);
      if (methods === 'GET') await aFewAtOnce(paths, ask);
      else for (const path of paths) await ask(path);
    }
  },
  240_000,
);

test('nor does a door for files, nor a link of one’s own made theirs', async () => {
  const { file } = await upload(hub.url, amber.client, { subjectId: amber.draft }, smallPdf('amber'));
  const headers = { authorization: `Bearer ${amber.client.key}` };
  const link = linkAt(hub.url, file.url);
  for (const id of theirs.ids) {
    const links = [link.replace(file.id, id), link.replace(/organization=[^&]+/, `organization=${birch.id}`)];
    for (const address of [`${hub.url}/api/v1/files/${id}`, ...links]) {
      const response = await fetch(address, { headers });
      expect([403, 404]).toContain(response.status);
      theirs.answered('files', await response.text(), id);
    }
    for (const subjectType of ['intervention', 'quote', 'invoice']) {
      const { status, problem } = await upload(
        hub.url,
        amber.client,
        { subjectType, subjectId: id },
        smallPdf('amber'),
      );
      expect(status).toBe(404);
      theirs.answered('files', problem, id);
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
    expect(await theirs.walk(door, 'mutation', client, apiSchema)).toEqual(placesOf(apiSchema.getMutationType()));
  expect(theirs.tried()).toBeGreaterThan(2_000);
}, 240_000);
