import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type ConstDirectiveNode, getNamedType, isObjectType, Kind, parse, valueFromASTUntyped } from 'graphql';
import { subgraphNames } from '../../hub/subgraphs.js';
import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { type Scope, scopes } from '../../platform/service/scopes.js';
import { createKey } from '../../subgraphs/access/administration/create-key.js';
import { aFewAtOnce } from '../support/a-few-at-once.js';
import { callerOf } from '../support/caller.js';
import { createHubClient, type HubClient } from '../support/client.js';
import { createIntervention } from '../support/dossiers.js';
import { generateCall } from '../support/generated-calls.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { refused } from '../support/refused.js';

let hub: TestHub;
let id: string;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
  ({ id } = await createIntervention(hub.admin));
}, 60_000);
afterAll(() => hub.close());

describe('without a key that is good', () => {
  const issue = async (expiresAt?: Date) => {
    const admin = { organizationId: firstOrganizationId, name: 'test', scopes: ['admin'] as const };
    return createKey(hub.assembly.database, { ...admin, ...(expiresAt && { expiresAt }) });
  };
  const keys: Record<string, () => Promise<string | null>> = {
    'no key': async () => null,
    'a wrong key': async () => `Bearer psk_${'x'.repeat(43)}`,
    'a key of another kind': async () => `Basic ${await issue()}`,
    'an expired key': async () => `Bearer ${await issue(new Date(Date.now() - 1_000))}`,
    'a revoked key': async () => {
      const key = await issue();
      await hub.database.sql('update access.api_keys set revoked_at = now() where prefix = $1', [key.slice(0, 10)]);
      return `Bearer ${key}`;
    },
    'the beginning of a good key': async () => `Bearer ${(await issue()).slice(0, -1)}`,
  };

  test.each(Object.entries(keys))('%s opens no door', async (_, make) => {
    const authorization = await make();
    const json = { 'content-type': 'application/json', ...(authorization && { authorization }) };
    const ask = async (path: string, body: object | null, accept = 'application/json') => {
      const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
      const response = await fetch(`${hub.url}${path}`, { ...init, headers: { ...json, accept } });
      const answer = JSON.parse(await response.text());
      const { code } = answer.errors?.[0].extensions ?? answer;
      return { status: response.status, asks: response.headers.get('www-authenticate'), code, answer };
    };
    const refusal = { status: 401, asks: 'Bearer', code: 'UNAUTHENTICATED' };
    const stream = { query: 'subscription { syncEvents { cursor } }' };
    const change = { query: `mutation { changeInterventionStatus(id: "${id}", status: SCHEDULED) { id } }` };
    expect(await refused(hub, () => ask('/graphql', change))).toMatchObject(refusal);
    expect(await refused(hub, () => ask('/graphql', stream, 'text/event-stream'))).toMatchObject(refusal);
    expect(await refused(hub, () => ask(`/api/interventions/${id}/publish`, {}))).toMatchObject(refusal);
    expect(await refused(hub, () => ask(`/api/interventions/${id}/sync-status`, null))).toMatchObject(refusal);

    const client = createHubClient(hub.url, authorization?.replace(/^\w+ /, '') ?? '');
    if (!authorization?.startsWith('Basic')) {
      await expect(client.watch('subscription { syncEvents { cursor } }').ended).rejects.toMatchObject({ code: 4403 });
    }
    await client.close();
  });
});

/** What a place of the graph declares: any one of the lists, for each of the rules. */
interface Declared {
  rules: string[][][];
  /** Whether it asks for more than scopes. */
  policies: boolean;
}

function declaredOf({
  directives = [],
}: {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}): Declared {
  const listsOf = (name: string): string[][][] =>
    directives
      .filter((directive) => directive.name.value === name)
      .map((directive) => valueFromASTUntyped(directive.arguments?.[0]?.value ?? { kind: Kind.NULL }) as string[][]);
  return { rules: listsOf('requiresScopes'), policies: listsOf('policy').length > 0 };
}

/** Every root field that clients can name, with what it and the type it leads to ask for. */
function rootFields() {
  const types = new Map(
    parse(readFileSync('schema/supergraph.graphql', 'utf8'))
      .definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION)
      .map((type) => [type.name.value, type]),
  );
  const { apiSchema } = hub.assembly.supergraph.current;
  return (['query', 'mutation'] as const).flatMap((operation) => {
    const root = operation === 'query' ? apiSchema.getQueryType() : apiSchema.getMutationType();
    return Object.values(root?.getFields() ?? {}).map((field) => {
      const node = types.get(root?.name ?? '')?.fields?.find(({ name }) => name.value === field.name);
      const declared = [node, types.get(getNamedType(field.type).name)].map((place) => declaredOf(place ?? {}));
      const rules = declared.flatMap((place) => place.rules);
      return { operation, field, rules, policies: declared.some((place) => place.policies) };
    });
  });
}

describe('scopes × operations', () => {
  const clients = new Map<string, Promise<HubClient>>();
  const withScopes = (held: readonly Scope[]): Promise<HubClient> => {
    const key = [...held].sort().join(' ');
    const client = clients.get(key) ?? hub.client({ scopes: [...held] });
    clients.set(key, client);
    return client;
  };

  test('every root field opens to the sets of scopes that it declares, and to no other', async () => {
    let pairs = 0;
    for (const { operation, field, rules, policies } of rootFields()) {
      expect({ field: field.name, asks: rules.length > 0 || policies }).toMatchObject({ asks: true });
      const named = new Set(rules.flat(2));
      const sets: Scope[][] = [
        [],
        ...scopes.map((scope) => [scope]),
        // Everything but what opens it; and exactly each way in.
        scopes.filter((scope) => scope !== 'admin' && !named.has(scope)),
        ...rules.flat().map((all) => all as Scope[]),
      ];
      const call = generateCall(operation, field, () => randomUUID());
      const query = call.query.replace(/(answer: \w+(\([^)]*\))?) \{.*\}( \})$/, '$1 { __typename }$3');
      await aFewAtOnce(sets, async (held) => {
        const meets = (anyOf: string[][]) =>
          anyOf.some((all) => all.every((scope) => held.includes('admin') || (held as string[]).includes(scope)));
        const { errors = [] } = await (await withScopes(held)).ask(query, call.variables);
        const refusal = errors.find(({ extensions }) => extensions?.code === 'UNAUTHORIZED_FIELD_OR_TYPE');
        const allowed = rules.every(meets) && !policies;
        expect({ field: field.name, held, allowed: !refusal }).toEqual({ field: field.name, held, allowed });
        pairs++;
        if (!refusal) return;
        expect(refusal.path).toEqual(['answer']);
        if (policies && rules.every(meets)) return;
        expect(rules).toContainEqual(refusal.extensions?.requiredScopes);
        expect(refusal.message).toContain(refusal.extensions?.requiredScope);
      });
    }
    expect(pairs).toBeGreaterThan(2_000);
  }, 180_000);

  test('a subgraph refuses by itself, by key too', async () => {
    for (const name of subgraphNames) {
      const { typeDefs, schema } = hub.assembly.builtSubgraphs[name];
      const ask = (query: string, variables: Record<string, unknown> = {}) =>
        hub.assembly.subgraphServices[name].execute(
          { query, variables },
          { caller: callerOf(firstOrganizationId, [], 'key'), requestId: 'test' },
        );
      const types = parse(typeDefs).definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION);
      for (const operation of ['query', 'mutation'] as const) {
        const root = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
        for (const field of Object.values(root?.getFields() ?? {}).filter((one) => !one.name.startsWith('_'))) {
          const call = generateCall(operation, field, () => randomUUID());
          const { errors } = await ask(call.query, call.variables);
          expect({ field: field.name, code: errors?.[0]?.extensions?.code }).toMatchObject({ code: 'FORBIDDEN' });
        }
      }
      for (const type of types.filter(({ directives }) => directives?.some((one) => one.name.value === 'key'))) {
        const [field] = type.fields?.filter((one) => declaredOf(one).rules.length > 0 && !one.arguments?.length) ?? [];
        const [own] = type.fields?.filter((one) => one.name.value !== 'id') ?? [];
        const asked = field ?? (declaredOf(type).rules.length > 0 ? own : undefined);
        const named = schema.getType(type.name.value);
        const key = type.name.value === 'SyncEvent' ? { cursor: 'x' } : { id: randomUUID() };
        if (!asked || !isObjectType(named)) continue;
        const leadsTo = getNamedType(named.getFields()[asked.name.value]?.type ?? named);
        const selection = `${asked.name.value}${isObjectType(leadsTo) ? ' { __typename }' : ''}`;
        const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type.name.value} { ${selection} } } }`;
        const { data, errors } = await ask(query, { of: [{ __typename: type.name.value, ...key }] });
        expect({ type: type.name.value, code: errors?.[0]?.extensions?.code }).toMatchObject({ code: 'FORBIDDEN' });
        expect(JSON.stringify(data ?? null)).toMatch(/^(null|\{"_entities":\[(null|\{"\w+":null\})\]\})$/);
      }
    }
  });

  test('so does what another subgraph adds, a stream, and REST', async () => {
    const reader = await withScopes(['interventions:read']);
    const operator = await withScopes(['integrations:write']);
    const query = 'query ($id: ID!) { intervention(id: $id) { reference quotes { number } syncStatus { state } } }';
    const nested = await reader.ask(query, { id });
    expect(nested.data).toEqual({ intervention: null });
    expect(nested.errors?.map(({ path, extensions }) => [path?.join('.'), extensions?.requiredScope])).toEqual([
      ['intervention.quotes', 'billing:read'],
      ['intervention.syncStatus', 'integrations:read'],
    ]);
    const said = await reader.watch('subscription { syncEvents { cursor } }').ended.catch((error: unknown) => error);
    expect(String(said instanceof Error ? said.message : JSON.stringify(said))).toContain('integrations:read');
    const published = await refused(hub, async () => reader.rest('POST', `/api/interventions/${id}/publish`));
    expect(published).toMatchObject({ status: 403, body: { requiredScope: 'integrations:write' } });
    expect((await operator.rest('POST', `/api/interventions/${id}/publish`)).status).toBe(202);
  });
});
