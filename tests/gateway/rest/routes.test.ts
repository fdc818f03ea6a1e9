import { randomUUID } from 'node:crypto';
import { callSignature } from '../../../gateway/rest/call-signature.js';
import { onlyReads, type Route } from '../../../gateway/rest/route.js';
import { routes } from '../../../gateway/rest/routes.js';
import { subgraphNames, subgraphs } from '../../../hub/subgraphs.js';
import { scopes } from '../../../platform/service/scopes.js';
import { createInvoiceNinjaSandbox } from '../../../sandboxes/invoice-ninja/index.js';
import { aFewAtOnce } from '../../support/a-few-at-once.js';
import type { HubClient } from '../../support/client.js';
import { startTestHub, type TestHub } from '../../support/hub.js';
import { createOrganizationData, type OrganizationData } from '../../support/organization-data.js';
import { placed, restSubjects } from '../../support/rest-subjects.js';
import { startVendors, type Vendors } from '../../support/vendors.js';

// Walks the table of routes, so that a new row is tested by being there. Every answer is checked against
// schema/openapi.json by the client.

let hub: TestHub;
let invoiceNinja: { url: string; close(): Promise<void> };
let amber: OrganizationData;
let birch: OrganizationData;
let vendors: Vendors[];
let subjects: ReturnType<typeof restSubjects>;
beforeAll(async () => {
  [hub, invoiceNinja] = await Promise.all([
    startTestHub({ env: { WEBHOOK_BASE_URL: 'http://127.0.0.1:9' } }),
    createInvoiceNinjaSandbox().start(),
  ]);
  [amber, birch] = await Promise.all([createOrganizationData(hub, 'amber'), createOrganizationData(hub, 'birch')]);
  const now = () => new Date();
  vendors = await Promise.all([amber, birch].map(({ client }) => startVendors({ ...hub, admin: client }, now)));
  subjects = restSubjects(amber, invoiceNinja.url);
}, 90_000);
afterAll(async () => {
  await hub.close();
  await Promise.all([invoiceNinja, ...vendors].map((one) => one.close()));
});

const nameOf = ({ method, path }: Route) => `${method} ${path}`;
const rows = routes.map((route) => [nameOf(route), route] as const);
const withId = rows.filter(([, { path }]) => path.includes(':id'));

async function call(client: HubClient, { method, path }: Route, id: string, body?: unknown, query = '') {
  const headers = { authorization: `Bearer ${client.key}` };
  const init =
    body === undefined
      ? { headers }
      : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return client.rest(method, `${placed(path, id)}${query}`, init);
}

/** The example of the row, about things that are there. */
async function exampleOf(route: Route, { ids }: OrganizationData): Promise<Record<string, unknown> | undefined> {
  if (!route.example) return undefined;
  const there: Record<string, unknown> = {
    companyId: ids.Company,
    customerId: ids.Customer,
    contactId: ids.Contact,
    ...('invoiceId' in route.example && { invoiceId: await subjects['POST /api/v1/invoices/:id/viewed']?.() }),
    reference: `example-${randomUUID()}`,
    email: `${randomUUID()}@example.org`,
    url: 'http://127.0.0.1:9/',
    baseUrl: 'http://127.0.0.1:9',
    // A key gives on no more than it has.
    scopes: route.scopes,
    name: `example-${randomUUID()}`,
  };
  return Object.fromEntries(Object.entries(route.example).map(([name, value]) => [name, there[name] ?? value]));
}

async function subjectOf(route: Route): Promise<string> {
  if (!route.path.includes(':id')) return '';
  const make = subjects[nameOf(route)];
  if (!make) throw new Error(`tests/support/rest-subjects.ts needs a row for ${nameOf(route)}`);
  return make();
}

test.each(rows)('%s does what it says with its own example', async (_, route) => {
  const { status, body } = await call(amber.client, route, await subjectOf(route), await exampleOf(route, amber));
  expect({ status, body }).toMatchObject({ status: route.status ?? 200 });
});

test.each(rows)('%s needs its scopes, and no others', async (_, route) => {
  const id = randomUUID();
  for (const missing of route.scopes) {
    const others = scopes.filter((scope) => scope !== missing && scope !== 'admin' && !scope.startsWith('partner:'));
    const poor = await hub.client({ organization: 'amber', scopes: others });
    const refused = await call(poor, route, id, route.example);
    expect(refused).toMatchObject({ status: 403, body: { code: 'FORBIDDEN', requiredScope: missing } });
  }
  const enough = await hub.client({ organization: 'amber', scopes: [...route.scopes] });
  const { status, body } = await call(enough, route, await subjectOf(route), await exampleOf(route, amber));
  expect({ status, body }).toMatchObject({ status: route.status ?? 200 });
});

test('a route that changes something is called in the audit log what its mutation is, and one that reads has a reason', () => {
  const declared: Record<string, unknown> = Object.assign(
    {},
    ...subgraphNames.map((name) => subgraphs[name].audit.mutations),
  );
  for (const route of routes) {
    const { operation } = callSignature(route, hub.assembly.supergraph.current.apiSchema);
    const [root] = operation.selectionSet.selections;
    const field = root && 'name' in root ? root.name.value : '';
    const said = operation.operation === 'mutation' ? declared[field] : onlyReads;
    expect({ route: nameOf(route), audit: route.audit }).toEqual({ route: nameOf(route), audit: said });
  }
});

test.each(rows)('%s opens to nobody without a key', async (_, route) => {
  const answer = await amber.client.rest(route.method, placed(route.path, randomUUID()), { headers: {} });
  expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
});

test.each(withId)('%s finds nothing under an id that is none, or another organization’s', async (_, route) => {
  const theirs = await restSubjects(birch)[nameOf(route)]?.();
  const example = await exampleOf(route, amber);
  await aFewAtOnce([randomUUID(), 'not-an-id', encodeURIComponent("'; drop table"), theirs ?? ''], async (id) => {
    const { status, body } = await call(amber.client, route, id, example);
    expect({ id, status, code: body.code }).toEqual({ id, status: 404, code: 'NOT_FOUND' });
    expect(JSON.stringify(body)).not.toContain(birch.canary);
  });
});

test.each(rows.filter(([, { method, path }]) => method === 'GET' && !path.includes(':id')))(
  '%s shows nothing of another organization',
  async (_, route) => {
    const { body } = await call(amber.client, route, '');
    expect(JSON.stringify(body)).not.toContain(birch.canary);
    for (const id of Object.values(birch.ids)) expect(JSON.stringify(body)).not.toContain(id);
  },
);

test.each(rows)('%s refuses parameters and fields that it does not know, by name', async (_, route) => {
  const id = randomUUID();
  const parameter = await call(amber.client, route, id, route.example, '?colour=red');
  expect(parameter).toMatchObject({ status: 400, body: { violations: [{ field: 'colour' }] } });
  if (route.method === 'GET') return;
  const field = await call(amber.client, route, id, { ...(await exampleOf(route, amber)), colour: 'red' });
  expect(field.status).toBe(400);
  expect(JSON.stringify(field.body)).toContain('colour');
  const list = await call(amber.client, route, id, [1]);
  expect(list).toMatchObject({ status: 400, body: { code: 'MALFORMED_REQUEST' } });
});

describe('lists', () => {
  const lists = rows.filter(([, route]) =>
    route.document.definitions.some((one) => 'variableDefinitions' in one && JSON.stringify(one).includes('"after"')),
  );

  test.each(lists)('%s goes page by page to its end, and refuses what is no page', async (_, route) => {
    const id = route.path.includes(':id') ? await subjectOf(route) : '';
    const path = placed(route.path, id);
    const headers = { authorization: `Bearer ${amber.client.key}` };
    let next: string | undefined = `${path}?first=1`;
    let seen = 0;
    let total = 0;
    while (next !== undefined && seen < 5) {
      const response: Response = await fetch(`${hub.url}${next}`, { headers });
      const body = (await response.json()) as Record<string, unknown>;
      const nodes = Object.values(body).find(Array.isArray);
      seen += nodes?.length ?? 0;
      total = Number(body.totalCount);
      next = /^<(.*)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toBe(Math.min(total, 5));
    const bad = { 'first=0': 422, 'first=101': 422, 'first=many': 400, 'first=1&first=2': 400, 'after=nonsense': 422 };
    await aFewAtOnce(Object.entries(bad), async ([query, status]) => {
      const answer = await amber.client.rest('GET', `${path}?${query}`);
      expect({ query, ...answer }).toMatchObject({ status });
    });
  });

  test.each(lists)('%s takes every filter that it tells of', async (_, route) => {
    const { query } = callSignature(route, hub.assembly.supergraph.current.apiSchema);
    const values: Record<string, string> = { String: 'x', ID: randomUUID(), Int: '1', Boolean: 'true' };
    values.DateTime = '2025-01-01T00:00:00Z';
    const id = route.path.includes(':id') ? await subjectOf(route) : '';
    const filters = query.filter(({ name: one }) => one !== 'first' && one !== 'after');
    await aFewAtOnce(filters, async ({ name, type }) => {
      const named = String(type).replaceAll(/[[\]!]/g, '');
      const value = name === 'subjectType' ? 'quote' : (values[named] ?? enumValueOf(named));
      const answer = await amber.client.rest('GET', `${placed(route.path, id)}?${name}=${value}`);
      expect({ name, ...answer }).toMatchObject({ status: 200 });
    });
  });

  const enumValueOf = (name: string) => {
    const type = hub.assembly.supergraph.current.apiSchema.getType(name);
    return type && 'getValues' in type ? (type.getValues()[0]?.name ?? '') : '';
  };
});
