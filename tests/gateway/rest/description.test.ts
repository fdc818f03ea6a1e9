import { problemTypes } from '../../../gateway/rest/problem-types.js';
import { routes } from '../../../gateway/rest/routes.js';
import { scopes } from '../../../platform/service/scopes.js';
import { startTestHub, type TestHub } from '../../support/hub.js';
import { description } from '../../support/rest-contract.js';

/** What is used of the linter. Imported by its name as a value: its types would bring the DOM's into the whole project. */
interface Linter {
  createConfig(config: object): Promise<object>;
  lint(options: { ref: string; config: object }): Promise<{ ruleId: string; message: string }[]>;
}
const linter: string = '@redocly/openapi-core';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
}, 60_000);
afterAll(() => hub.close());

test('the description keeps every rule that is recommended for OpenAPI 3.1', async () => {
  const { createConfig, lint } = (await import(linter)) as Linter;
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lint({ ref: 'schema/openapi.json', config });
  // The paths are those of requirements 003: an id there is never the word `quote` or `cgv`.
  const asRequired = /no-ambiguous-paths.*docuseal\/signature\/(quote|cgv)\//;
  const said = problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
  expect(said.filter((one) => !asRequired.test(one))).toEqual([]);
});

test('the hub serves it as it is committed', async () => {
  const response = await fetch(`${hub.url}/api/openapi.json`);
  expect(response.headers.get('content-type')).toContain('application/json');
  expect(await response.json()).toEqual(description);
});

test('a token of the hub’s own authorization server opens each route with the scopes that it asks for', async () => {
  const { oauth2 } = description.components.securitySchemes;
  const response = await fetch(`${hub.url}/.well-known/openid-configuration`);
  const server = (await response.json()) as Record<string, unknown>;
  const pathOf = (endpoint: string) => new URL(String(server[endpoint])).pathname;
  const { authorizationCode, clientCredentials } = oauth2.flows;
  expect(authorizationCode.authorizationUrl).toBe(pathOf('authorization_endpoint'));
  expect([authorizationCode.tokenUrl, clientCredentials.tokenUrl]).toEqual(Array(2).fill(pathOf('token_endpoint')));
  for (const flow of [authorizationCode, clientCredentials]) {
    expect(Object.keys(flow.scopes)).toEqual([...scopes]);
    expect(server.scopes_supported).toEqual(expect.arrayContaining(Object.keys(flow.scopes)));
  }
  for (const { method, path, scopes: needed } of routes) {
    const operation = description.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    expect({ method, path, security: operation?.security }).toEqual({
      ...{ method, path },
      security: [{ bearer: [] }, { apiKey: [] }, { oauth2: needed }],
    });
  }
});

test('its page and all that the page loads come from the hub, under a policy that allows no other host', async () => {
  const page = await fetch(`${hub.url}/api/docs`);
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  const html = await page.text();
  const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part = '']) => part);
  expect(parts.length).toBeGreaterThan(4);
  expect(html).not.toMatch(/<script(?![^>]* src=)/);
  for (const part of parts) {
    const address = new URL(part, `${hub.url}/api/docs`);
    expect(address.origin).toBe(hub.url);
    expect({ part, status: (await fetch(address)).status }).toEqual({ part, status: 200 });
  }
});

test('every kind of problem can be read where its type points', async () => {
  for (const [code, about] of Object.entries(problemTypes)) {
    const type = `/api/problems/${code.toLowerCase().replaceAll('_', '-')}`;
    expect(await (await fetch(`${hub.url}${type}`)).json()).toEqual({ type, code, ...about });
  }
  expect((await fetch(`${hub.url}/api/problems/none`)).status).toBe(404);
});
