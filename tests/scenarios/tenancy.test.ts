import { type GraphQLArgument, isNonNullType, isUnionType, Kind as NodeKind, parse } from 'graphql';
import { subgraphNames } from '../../hub/subgraphs.js';
import { declaredRule } from '../../platform/access/access-rule.js';
import type { Caller } from '../../platform/service/caller.js';
import { completeDossier } from '../support/dossiers.js';
import {
  externalFields,
  generateCall,
  idPlaces,
  type Place,
  samePlace,
  samples,
  selectionOf,
} from '../support/generated-calls.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { createOrganizationData, type Kind, type OrganizationData } from '../support/organization-data.js';
import { storedRows } from '../support/stored.js';

let hub: TestHub;
/** Who asks, and whose things are asked for. */
let amber: OrganizationData;
let birch: OrganizationData;
beforeAll(async () => {
  hub = await startTestHub();
  amber = await createOrganizationData(hub, 'amber');
  birch = await createOrganizationData(hub, 'birch');
}, 90_000);
afterAll(() => hub.close());

/** Rules that are everybody's, and what a vendor is asked by its own ids: that goes through the asker's own connections. */
const nobodysOwn = /^(invariants|campaignStats|segmentStats|marketingDashboard)$|AtVendor$/;

const rootFields = (kind: 'query' | 'mutation') => {
  const { apiSchema } = hub.assembly.supergraph.current;
  const type = kind === 'query' ? apiSchema.getQueryType() : apiSchema.getMutationType();
  const apart = partnersOwn();
  return Object.values(type?.getFields() ?? {}).filter(({ name }) => !apart.has(name) && !nobodysOwn.test(name));
};

/** What only a partner's key may ask, about that partner alone: `tenancy-doors.test.ts` walks through it. */
function partnersOwn(): Set<string> {
  const documents = subgraphNames.map((name) => parse(hub.assembly.builtSubgraphs[name].typeDefs));
  const roots = documents.flatMap(({ definitions }) =>
    definitions.flatMap((type) =>
      type.kind === NodeKind.OBJECT_TYPE_DEFINITION && /^(Query|Mutation)$/.test(type.name.value)
        ? (type.fields ?? [])
        : [],
    ),
  );
  const forPartners = roots.filter(({ directives }) => declaredRule(directives)?.policies.flat(2).includes('partner'));
  return new Set(forPartners.map(({ name }) => name.value));
}

/** Which kind of id a place is for: by its own name, or for a bare `id` by the field's. */
function kindAt(place: Place, field: string): Kind {
  const name = place.at(-1) ?? '';
  const hint = (name === 'id' ? field : name.replace(/^subjectId$/, 'interventionId')).toLowerCase();
  const found = (Object.keys(birch.ids) as Kind[]).find((kind) => hint.includes(kind.toLowerCase()));
  return found ?? 'Intervention';
}

const isRequired = (args: readonly GraphQLArgument[], place: Place) =>
  place.length === 1 && args.some(({ name, type }) => name === place[0] && isNonNullType(type));

test('what is another’s is not there: every query by id', async () => {
  const asked = rootFields('query').flatMap((field) => idPlaces(field).map((place) => ({ field, place })));
  const reachable = new Set<string>();
  for (const { field, place } of asked) {
    // What else is required is the asker's own, so that only this id can be what is refused.
    const askAs = ({ client, ids }: OrganizationData) => {
      const idAt = (one: Place) => {
        if (samePlace(one, place)) return birch.ids[kindAt(one, field.name)];
        return isRequired(field.args, one) ? ids[kindAt(one, field.name)] : undefined;
      };
      const { query, variables } = generateCall('query', field, idAt, samples);
      return client.ask(query, variables);
    };
    const own = await askAs(birch);
    if (JSON.stringify(own).includes(birch.canary)) reachable.add(`${field.name} ${place.join('.')}`);
    const answer = await askAs(amber);
    expect(JSON.stringify(answer)).not.toContain(birch.canary);
    const found = answer.data?.answer as { totalCount?: number; ready?: boolean } | null | undefined;
    if (found) expect(found.totalCount ?? Number(found.ready)).toBe(0);
    else if (answer.errors) expect(answer.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  }
  // The same calls find it for those whose it is.
  const missed = asked
    .map(({ field, place }) => `${field.name} ${place.join('.')}`)
    .filter((one) => !reachable.has(one));
  expect(missed).toEqual([]);
  expect(reachable.size).toBeGreaterThan(10);
});

test('nor in lists and their counts, nor by reference or e-mail', async () => {
  const lists = rootFields('query').filter((field) =>
    field.args.every(({ type, defaultValue }) => !isNonNullType(type) || defaultValue !== undefined),
  );
  expect(lists.length).toBeGreaterThan(8);
  for (const field of lists) {
    const whole = generateCall('query', field, () => undefined).query;
    // A page as long as the default one, of what is the widest, costs more than an operation may.
    const isPaged = field.args.some(({ name }) => name === 'first');
    const query = isPaged ? whole.replace(field.name, `${field.name}(first: 10)`) : whole;
    const [ours, theirs] = await Promise.all([amber.client.ask(query), birch.client.ask(query)]);
    expect(JSON.stringify(ours)).toContain(amber.canary);
    expect(JSON.stringify(ours)).not.toContain(birch.canary);
    expect(JSON.stringify(theirs)).not.toContain(amber.canary);
    // Both hold the same number of everything.
    const countOf = (answer: unknown) => (answer as { answer: { totalCount?: number; length?: number } }).answer;
    expect(countOf(ours.data).totalCount).toBe(countOf(theirs.data).totalCount);
  }
  const query = `query ($reference: String!, $email: String!) {
    interventionByReference(reference: $reference) { id } contactByEmail(email: $email) { id } }`;
  const { reference, email, ids } = birch;
  const variables = { reference, email };
  expect(await amber.client.data(query, variables)).toEqual({ interventionByReference: null, contactByEmail: null });
  expect(await birch.client.data(query, variables)).toEqual({
    interventionByReference: { id: ids.Intervention },
    contactByEmail: { id: ids.Contact },
  });
});

test('nothing of another’s is changed: every mutation by id', async () => {
  const before = await storedRows(hub.database, birch.id);
  // Ids that a subgraph only writes down in its own rows: what they stand for is another's to find, or not.
  const writtenDown = [
    'createCustomer contactId',
    'updateCustomer contactId',
    'createQuote interventionId',
    'updateQuote interventionId',
    'createApiKey partnerId',
  ];
  const codes: Record<string, unknown> = {};
  for (const field of rootFields('mutation')) {
    for (const place of idPlaces(field)) {
      // All other ids are ours and fit, so that only this one can be what is refused.
      const ours = { ...amber.ids, Quote: amber.draftQuote, Invoice: amber.draftInvoice };
      const idAt = (one: Place) => (samePlace(one, place) ? birch.ids : ours)[kindAt(one, field.name)];
      const { query, variables } = generateCall('mutation', field, idAt, samples);
      const answer = await amber.client.ask(query, variables);
      expect(JSON.stringify(answer)).not.toContain(birch.canary);
      codes[`${field.name} ${place.at(-1)}`] = answer.errors?.[0]?.extensions?.code;
    }
  }
  const found = Object.entries(codes).filter(([name, code]) => code !== 'NOT_FOUND' && !writtenDown.includes(name));
  expect(found).toEqual([]);
  expect(Object.keys(codes).length).toBeGreaterThan(35);
  expect(await storedRows(hub.database, birch.id)).toEqual(before);
});

test('nor as an entity of any subgraph', async () => {
  for (const name of subgraphNames) {
    const union = hub.assembly.builtSubgraphs[name].schema.getType('_Entity');
    if (!isUnionType(union)) throw new Error(`${name} has no entities`);
    for (const type of union.getTypes()) {
      const key = type.name === 'SyncEvent' ? { cursor: birch.cursor } : { id: birch.ids[type.name as Kind] };
      // What others than its owner need of an intervention (`@requires`) comes with the key.
      const person = { email: birch.email, interventionIds: [birch.ids.Intervention], contactIds: [birch.ids.Contact] };
      const needed = { beneficiary: { email: birch.email }, site: completeDossier().site, ...person };
      const representations = [{ __typename: type.name, ...key, ...needed }];
      const selection = selectionOf(type, externalFields(hub.assembly.builtSubgraphs[name].typeDefs));
      if (selection === '{ id }') continue; // Says nothing but what was asked with.
      const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type.name} ${selection} } }`;
      const ask = async ({ id }: OrganizationData) => {
        const caller: Caller = {
          organizationId: id,
          scopes: ['admin'],
          actor: { kind: 'worker', id: 'test', name: 'test' },
        };
        const service = hub.assembly.subgraphServices[name];
        return JSON.stringify(
          await service.execute({ query, variables: { representations } }, { caller, requestId: 'test' }),
        );
      };
      expect(await ask(birch)).toContain(birch.canary);
      expect(await ask(amber)).not.toContain(birch.canary);
    }
  }
});
