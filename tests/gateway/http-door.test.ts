import { once } from 'node:events';
import { connect } from 'node:net';
import { ForbiddenError } from '../../platform/errors/errors.js';
import { callerOf } from '../support/caller.js';
import { startTinyGateway, type TinyGateway, type TinyGatewayOptions } from '../support/tiny-gateway.js';

const ada = callerOf();
const withKeys: TinyGatewayOptions = {
  server: {
    requireCaller: true,
    authenticate: async ({ headers: { authorization } }) => (authorization === 'Bearer good' ? ada : null),
  },
};
const good = { authorization: 'Bearer good' };

let gateway: TinyGateway;
const open = async (options?: TinyGatewayOptions) => {
  gateway = await startTinyGateway(options);
  return gateway;
};
afterEach(() => gateway.server.close({ graceMs: 0 }));

const answer = async (response: Response) => ({
  status: response.status,
  body: (await response.json()) as { errors?: { extensions: { code: string } }[] },
});

describe('who is let in', () => {
  test('without a valid key: 401, before the body is looked at', async () => {
    const { post, shop } = await open(withKeys);
    for (const headers of [undefined, { authorization: 'Bearer bad' }]) {
      const response = await post('x'.repeat(2_000_000), headers);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await answer(response)).toMatchObject({
        status: 401,
        body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
      });
    }
    expect(shop.sales.requests).toHaveLength(0);
  });

  test('with one: the subgraphs learn who calls', async () => {
    const callers: unknown[] = [];
    const { post } = await open({
      ...withKeys,
      supergraph: {
        serviceFor: () => ({
          execute: async (_, { caller }) => {
            callers.push(caller);
            return { data: { broken: 'no' } };
          },
          subscribe: () => Promise.reject(new Error('not used')),
        }),
      },
    });
    const response = await post({ query: '{ broken }' }, good);
    expect(await answer(response)).toEqual({ status: 200, body: { data: { broken: 'no' } } });
    expect(callers).toEqual([{ ...ada, address: '127.0.0.1' }]);
  });

  test('an error of the check itself keeps its code and status', async () => {
    const authenticate = () => Promise.reject(new ForbiddenError('This key is suspended.'));
    const { post } = await open({ server: { requireCaller: true, authenticate } });
    expect(await answer(await post({ query: '{ orders { id } }' }))).toEqual({
      status: 403,
      body: { errors: [{ message: 'This key is suspended.', extensions: { code: 'FORBIDDEN', retryable: false } }] },
    });
  });

  test('the explorer page needs no key and nothing from elsewhere', async () => {
    const { url } = await open(withKeys);
    const page = await fetch(url, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('data-path="/graphql"');
    expect(html).not.toMatch(/(src|href)=|https?:\/\//);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('requests that are not right', () => {
  test.each([
    ['malformed JSON', '{ "query', {}, 400, 'MALFORMED_REQUEST'],
    [
      'a body of 2 MB',
      JSON.stringify({ query: '{ __typename }', pad: 'x'.repeat(2_000_000) }),
      {},
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['no query', '{}', {}, 400, 'BAD_REQUEST'],
    ['a batch', '[{"query":"{__typename}"},{"query":"{__typename}"}]', {}, 400, 'BAD_REQUEST'],
    [
      'a form',
      'query={__typename}',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'text that a foreign page could post',
      '{"query":"{__typename}"}',
      { 'content-type': 'text/plain' },
      400,
      'BAD_REQUEST',
    ],
  ])('%s', async (_, body, headers, status, code) => {
    const { post, shop } = await open();
    const response = await post(body, headers);
    expect(response.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json/);
    expect(await answer(response)).toMatchObject({ status, body: { errors: [{ extensions: { code } }] } });
    expect(shop.sales.requests).toHaveLength(0);
  });

  test('a chunked body is cut off at the limit, not read to its end', async () => {
    const { url } = await open();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    for (let sent = 0; sent < 20; sent++) socket.write(chunk);
    const [head] = await once(socket, 'data');
    expect(String(head)).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
  });

  test('reads by GET need a header that a foreign page cannot send; changes by GET are refused', async () => {
    const { url } = await open();
    const get = (query: string, headers: Record<string, string>) =>
      fetch(`${url}?query=${encodeURIComponent(query)}`, { headers });
    expect((await get('{ orders { id } }', {})).status).toBe(400);
    const asked = { 'apollo-require-preflight': '1' };
    expect(await answer(await get('{ order(id: "o1") { parts } }', asked))).toEqual({
      status: 200,
      body: { data: { order: { parts: 10 } } },
    });
    expect((await get('mutation { placeOrder(reference: "x") { id } }', asked)).status).toBe(405);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
  });

  test('in application/json a refused document is answered 200, in graphql-response+json 400', async () => {
    const { post } = await open();
    expect(await answer(await post({ query: '{ nothing }' }))).toMatchObject({
      status: 200,
      body: { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    });
    const response = await post({ query: '{ nothing }' }, { accept: 'application/graphql-response+json' });
    expect(response.status).toBe(400);
  });

  test('a subscription over plain HTTP is told where to go', async () => {
    const { post } = await open();
    const { body } = await answer(await post({ query: 'subscription { quiet }' }));
    expect(body.errors?.[0]?.extensions.code).toBe('SUBSCRIPTION_NEEDS_A_STREAM');
  });
});

describe('request ids', () => {
  test('a good one is kept and echoed, any other is replaced', async () => {
    const { post } = await open();
    const ids = await Promise.all(
      ['order-7.a_b', 'bad id', 'x'.repeat(129), undefined].map(async (id) => {
        const response = await post({ query: '{ __typename }' }, id === undefined ? {} : { 'x-request-id': id });
        return response.headers.get('x-request-id') ?? '';
      }),
    );
    expect(ids[0]).toBe('order-7.a_b');
    for (const made of ids.slice(1)) expect(made).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('routes of others', () => {
  test('stand beside the graph, with the request id and errors of their own', async () => {
    const plugins: NonNullable<TinyGatewayOptions['server']>['plugins'] = (app) => {
      app.get('/readyz', async (request) => ({ id: request.id }));
    };
    const { url } = await open({ server: { plugins } });
    const response = await fetch(new URL('/readyz', url), { headers: { 'x-request-id': 'r-1' } });
    expect(await answer(response)).toEqual({ status: 200, body: { id: 'r-1' } });
  });
});
