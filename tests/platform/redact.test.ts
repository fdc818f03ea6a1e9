import { redact } from '../../platform/http/redact.js';

test('secrets go by their key, wherever they stand and however it is written', () => {
  const body = {
    Authorization: 'Bearer a',
    'x-api-key': 'b',
    'Set-Cookie': ['c'],
    client_secret: 'd',
    nested: [{ accessToken: 'e', refresh_token: { deep: 'f' } }],
    webhookSecret: 1,
    password: '',
    privateKey: 'g',
    status: 'created',
  };
  const said = redact(body);
  expect(JSON.stringify(said)).not.toMatch(/"[a-g]"|Bearer|1/);
  expect(said).toMatchObject({
    client_secret: '[redacted]',
    nested: [{ accessToken: '[redacted]' }],
    status: 'created',
  });
});

test('and by their value, in any text, keys that say nothing included', () => {
  const said = redact(
    { url: 'https://a.example/?k=canary-secret', note: ['canary-secret twice: canary-secret'], n: 5 },
    ['canary-secret'],
  );
  expect(said).toEqual({ url: 'https://a.example/?k=[redacted]', note: ['[redacted] twice: [redacted]'], n: 5 });
});

test('from addresses, whoever typed them', () => {
  const said = redact([
    'https://ada:canary-secret@a.example/x?q=a:b@c',
    'postgres://canary:p%40ss@db/x',
    'a:b@c.example',
  ]);
  expect(said).toEqual(['https://[redacted]@a.example/x?q=a:b@c', 'postgres://[redacted]@db/x', 'a:b@c.example']);
});

test('a short value would hit by chance, and is left', () => {
  expect(redact('a quarter', ['quart'])).toBe('a quarter');
});

test('what is no secret stays as it was, and the original whole', () => {
  const original = { token: 'x', list: [1, null, true, { a: undefined }], empty: null };
  const said = redact(original);
  expect(said).toEqual({ token: '[redacted]', list: [1, null, true, { a: undefined }], empty: null });
  expect(original.token).toBe('x');
  expect(redact({ token: null })).toEqual({ token: null });
});
