import type { HubClient } from '../support/client.js';
import { startTestHub, type TestHub } from '../support/hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
}, 60_000);
afterAll(() => hub.close());

let count = 0;
const invite = async (roles: string[], as: HubClient = hub.admin) => {
  count += 1;
  const query = 'mutation ($input: InviteUserInput!) { made: inviteUser(input: $input) { path user { id roles } } }';
  const input = { email: `user-${count}@example.org`, name: `User ${count}`, roles };
  return as.ask(query, { input });
};
const idOf = ({ data }: Awaited<ReturnType<typeof invite>>) =>
  (data as { made: { user: { id: string } } }).made.user.id;
const codeOf = ({ errors }: { errors?: { extensions?: Record<string, unknown> }[] }) => errors?.[0]?.extensions?.code;
const setRoles = (id: string, roles: string[], as: HubClient = hub.admin) =>
  as.ask('mutation ($id: ID!, $roles: [Role!]!) { setUserRoles(id: $id, roles: $roles) { roles scopes } }', {
    id,
    roles,
  });
const change = (mutation: string, id: string, as: HubClient = hub.admin) =>
  as.ask(`mutation ($id: ID!) { ${mutation}(id: $id) { __typename } }`, { id });

test('people are invited with roles, found, given others and shut out', async () => {
  const id = idOf(await invite(['OPERATOR', 'BILLING']));
  const query = '{ users(filter: { role: BILLING, active: true }) { nodes { id email scopes hasPassword } } }';
  const { users } = await hub.admin.data<{ users: { nodes: object[] } }>(query);
  expect(users.nodes).toEqual([
    expect.objectContaining({ id, hasPassword: false, scopes: expect.arrayContaining(['billing:write']) }),
  ]);
  expect(await setRoles(id, ['AUDITOR'])).toMatchObject({ data: { setUserRoles: { roles: ['AUDITOR'] } } });
  await change('deactivateUser', id);
  expect(await hub.admin.data(query)).toEqual({ users: { nodes: [] } });
  expect(codeOf(await change('reactivateUser', id))).toBeUndefined();
});

test('nobody lets in, changes, resets or shuts out somebody who may do more', async () => {
  const manager = await hub.client({
    scopes: ['users:admin', 'marketing:read', 'marketing:write', 'interventions:read'],
  });
  const administrator = idOf(await invite(['ADMINISTRATOR']));
  const marketer = idOf(await invite(['MARKETING'], manager));
  expect(codeOf(await invite(['ADMINISTRATOR'], manager))).toBe('FORBIDDEN');
  expect(codeOf(await setRoles(marketer, ['OPERATOR'], manager))).toBe('FORBIDDEN');
  expect(codeOf(await setRoles(administrator, ['MARKETING'], manager))).toBe('FORBIDDEN');
  for (const mutation of ['resetUserPassword', 'deactivateUser', 'reactivateUser']) {
    expect([mutation, codeOf(await change(mutation, administrator, manager))]).toEqual([mutation, 'FORBIDDEN']);
    expect([mutation, codeOf(await change(mutation, marketer, manager))]).toEqual([mutation, undefined]);
  }
});

test('the last administrator stays one, also when two take each other out at once', async () => {
  const east = await hub.client({ organization: 'east' });
  const [one, other] = [idOf(await invite(['ADMINISTRATOR'], east)), idOf(await invite(['ADMINISTRATOR'], east))];
  const outcomes = await Promise.all([change('deactivateUser', one, east), setRoles(other, ['OPERATOR'], east)]);
  expect(outcomes.map(codeOf).sort()).toEqual(['CONFLICT', undefined]);
});

test('an e-mail address is somebody’s once in an organization, in whatever case', async () => {
  const query = 'mutation ($input: InviteUserInput!) { inviteUser(input: $input) { path } }';
  const input = { email: 'Twice@Example.org', name: 'x', roles: ['AUDITOR'] };
  await hub.admin.data(query, { input });
  expect(codeOf(await hub.admin.ask(query, { input: { ...input, email: 'twice@example.ORG' } }))).toBe('CONFLICT');
  const south = await hub.client({ organization: 'south' });
  expect(codeOf(await south.ask(query, { input }))).toBeUndefined();
});

test.each([
  ['no role', { roles: [] }],
  ['no name', { name: '' }],
  ['an address that is none', { email: 'nobody' }],
])('nobody is invited with %s', async (_, wrong) => {
  const query = 'mutation ($input: InviteUserInput!) { inviteUser(input: $input) { path } }';
  const input = { email: 'x@example.org', name: 'x', roles: ['AUDITOR'], ...wrong };
  expect(codeOf(await hub.admin.ask(query, { input }))).toBe('INVALID_INPUT');
});
