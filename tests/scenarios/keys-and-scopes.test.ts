import { randomUUID } from 'node:crypto';
import { createKey } from '../../subgraphs/access/administration/create-key.js';
import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { subgraphNames } from '../../hub/subgraphs.js';
import { scopes } from '../../platform/service/scopes.js';
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

describe('with a key for one thing', () => {
  const clients = new Map<string, HubClient>();
  beforeAll(async () => {
    for (const scope of scopes) clients.set(scope, await hub.client({ scopes: [scope] }));
  });

  /** What a root field needs: to read or to write what its subgraph has; credentials are apart. */
  const needs = (subgraph: string, operation: 'query' | 'mutation', field: string) =>
    /^(save|pause|resume)Connection$/.test(field)
      ? 'connections:admin'
      : /^(webhooks?|(create|update|delete|test|recover)Webhook|rotateWebhookSecret|retryWebhookMessage)$/.test(field)
        ? 'webhooks:admin'
        : `${subgraph}:${operation === 'query' ? 'read' : 'write'}`;

  test('every query and mutation needs its scope, and says so', async () => {
    const { apiSchema } = hub.assembly.supergraph.current;
    const seen: string[] = [];
    for (const subgraph of subgraphNames) {
      const { schema } = hub.assembly.builtSubgraphs[subgraph];
      for (const operation of ['query', 'mutation'] as const) {
        const type = (of: typeof schema) => (operation === 'query' ? of.getQueryType() : of.getMutationType());
        const own = new Set(Object.keys(type(schema)?.getFields() ?? {}));
        const fields = Object.values(type(apiSchema)?.getFields() ?? {}).filter(({ name }) => own.has(name));
        for (const field of fields) {
          const needed = needs(subgraph, operation, field.name);
          const call = generateCall(operation, field, () => randomUUID());
          const query = call.query.replace(/(answer: \w+(\([^)]*\))?) \{.*\}( \})$/, '$1 { __typename }$3');
          for (const [scope, client] of clients) {
            const error = (await client.ask(query, call.variables)).errors?.[0];
            const forbidden = error?.extensions?.code === 'FORBIDDEN';
            expect({ field: field.name, scope, forbidden }).toEqual({
              field: field.name,
              scope,
              forbidden: scope !== needed && scope !== 'admin',
            });
            if (!forbidden) continue;
            expect(error?.extensions?.requiredScope).toBe(needed);
            expect(error?.message).toContain(needed);
          }
          seen.push(field.name);
        }
      }
    }
    expect(seen.length).toBeGreaterThan(55);
  }, 60_000);

  test('so does what another subgraph adds, a stream, and REST', async () => {
    const reader = clients.get('interventions:read');
    const operator = clients.get('integrations:write');
    const query = 'query ($id: ID!) { intervention(id: $id) { reference syncStatus { state } } }';
    const nested = await reader?.ask(query, { id });
    expect(nested?.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', requiredScope: 'integrations:read' });
    const said = await reader?.watch('subscription { syncEvents { cursor } }').ended.catch((error: unknown) => error);
    expect(String(said instanceof Error ? said.message : JSON.stringify(said))).toContain('integrations:read');
    const published = await refused(hub, async () => reader?.rest('POST', `/api/interventions/${id}/publish`));
    expect(published).toMatchObject({ status: 403, body: { code: 'FORBIDDEN', requiredScope: 'integrations:write' } });
    expect((await operator?.rest('POST', `/api/interventions/${id}/publish`))?.status).toBe(202);
  });
});
