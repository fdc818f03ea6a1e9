import { startTestHub, type TestHub } from '../../support/hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
}, 60_000);
afterAll(() => hub.close());

const send = (method: string, path: string, headers: Record<string, string> = {}, body?: object) =>
  fetch(`${hub.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${hub.admin.key}`,
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });

async function newContact() {
  const response = await send('POST', '/api/v1/contacts', {}, { firstName: 'Ada' });
  return { at: response.headers.get('location') ?? '', tag: response.headers.get('etag') ?? '' };
}

test('an answer has its version as its tag, and is not sent again while it holds', async () => {
  const { at, tag } = await newContact();
  expect(tag).toBe('"1"');
  expect(at).toMatch(/^\/api\/v1\/contacts\/[0-9a-f-]{36}$/);
  expect((await send('GET', at)).headers.get('etag')).toBe(tag);
  for (const known of [tag, `W/${tag}`, `"7", ${tag}`, '*']) {
    const response = await send('GET', at, { 'if-none-match': known });
    expect({ known, status: response.status, body: await response.text() }).toEqual({ known, status: 304, body: '' });
  }
  expect((await send('GET', at, { 'if-none-match': '"7"' })).status).toBe(200);
});

test('a change against an older version is refused with both; against the present one, or any, it is done', async () => {
  const { at, tag } = await newContact();
  const change = (ifMatch: string, firstName: string) => send('PATCH', at, { 'if-match': ifMatch }, { firstName });
  const changed = await change(tag, 'Grace');
  expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
  const stale = await change(tag, 'Edsger');
  expect(stale.status).toBe(412);
  expect(await stale.json()).toMatchObject({ code: 'PRECONDITION_FAILED', currentVersion: 2, expectedVersion: 1 });
  for (const none of ['"x"', 'W/"2"', '2', '"1", "2"']) expect((await change(none, 'Edsger')).status).toBe(412);
  expect((await change('*', 'Barbara')).status).toBe(200);
  expect((await send('PATCH', at, {}, { firstName: 'Alan' })).headers.get('etag')).toBe('"4"');
  expect(await (await send('GET', at)).json()).toMatchObject({ contact: { firstName: 'Alan' } });
});

test('a list has a weak tag that changes with it', async () => {
  const list = await send('GET', '/api/v1/contacts');
  const tag = list.headers.get('etag') ?? '';
  expect(tag).toMatch(/^W\//);
  expect((await send('GET', '/api/v1/contacts', { 'if-none-match': tag })).status).toBe(304);
  await newContact();
  expect((await send('GET', '/api/v1/contacts', { 'if-none-match': tag })).status).toBe(200);
});

test('a path says what it takes, and refuses the rest', async () => {
  const options = await fetch(`${hub.url}/api/v1/contacts`, { method: 'OPTIONS' });
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, POST, HEAD, OPTIONS']);
  const head = await send('HEAD', '/api/v1/contacts');
  expect([head.status, await head.text()]).toEqual([200, '']);
  const put = await send('DELETE', '/api/v1/payments');
  expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, POST, HEAD, OPTIONS']);
  expect(await put.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED', status: 405 });
  const text = await send('POST', '/api/v1/contacts', { 'content-type': 'application/xml' }, { firstName: 'Ada' });
  expect(text.status).toBe(415);
  expect(await text.json()).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
});
