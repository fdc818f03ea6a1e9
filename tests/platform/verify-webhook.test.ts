import { createHmac } from 'node:crypto';
import { verifyWebhook } from '../../platform/webhooks/verify-webhook.js';

const body = Buffer.from('{"event":"é","n":1}');
const secret = 'a secret';
const now = new Date('2026-03-01T10:00:00Z');
const hex = createHmac('sha256', secret).update(body).digest('hex');

function isHex(rawBody: Uint8Array, header: string | undefined, key: string): boolean {
  const proof = { scheme: 'hmac-sha256-hex', header: 'signature' } as const;
  return verifyWebhook(proof, { rawBody, headers: { signature: header } }, key, now);
}

test('the HMAC of the bytes, in hexadecimal of either case, with its prefix or without', () => {
  for (const header of [hex, `sha256=${hex}`, hex.toUpperCase()]) {
    expect(isHex(body, header, secret)).toBe(true);
  }
});

test('RFC 4231, test case 2', () => {
  const known = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  expect(isHex(Buffer.from('what do ya want for nothing?'), known, 'Jefe')).toBe(true);
});

test.each([
  ['no header', undefined],
  ['an empty one', ''],
  ['a prefix alone', 'sha256='],
  ['another algorithm', `sha1=${hex}`],
  ['the prefix twice', `sha256=sha256=${hex}`],
  ['half of it', hex.slice(0, 32)],
  ['more than it', `${hex}00`],
  ['white space around it', ` ${hex}`],
  ['two of them', `${hex},${hex}`],
  ['base64', Buffer.from(hex, 'hex').toString('base64')],
])('not %s', (_, header) => {
  expect(isHex(body, header, secret)).toBe(false);
});

test('not for other bytes, and not with another secret', () => {
  expect(isHex(Buffer.concat([body, Buffer.from('\n')]), hex, secret)).toBe(false);
  expect(isHex(Buffer.from(body.toString('latin1'), 'utf8'), hex, secret)).toBe(false);
  expect(isHex(body, hex, 'a Secret')).toBe(false);
});

test('in base64, written in the one way there is', () => {
  const proof = { scheme: 'hmac-sha256-base64', header: 'signature' } as const;
  const good = createHmac('sha256', secret).update(body).digest('base64');
  const verify = (signature: string) => verifyWebhook(proof, { rawBody: body, headers: { signature } }, secret, now);
  expect(verify(good)).toBe(true);
  const bad = [good.replace('=', ''), `${good}=`, ` ${good}`, good.toLowerCase(), hex, '', `${good},${good}`];
  expect(bad.map(verify)).toEqual(bad.map(() => false));
});

test('with a moment that is signed too, and near to now', () => {
  const proof = { scheme: 'timestamped-hmac-sha256-hex', header: 'signature', toleranceSeconds: 300 } as const;
  const signed = (seconds: number) =>
    `${seconds}.${createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex')}`;
  const verify = (signature: string) => verifyWebhook(proof, { rawBody: body, headers: { signature } }, secret, now);
  const seconds = now.getTime() / 1_000;
  expect([seconds, seconds - 300, seconds + 300].map((at) => verify(signed(at)))).toEqual([true, true, true]);
  expect([seconds - 301, seconds + 301].map((at) => verify(signed(at)))).toEqual([false, false]);
  expect(verify(signed(seconds).replace(/^\d+/, String(seconds + 1)))).toBe(false);
  expect(verify(hex)).toBe(false);
});

test('with the secret itself, where the vendor signs nothing', () => {
  const proof = { scheme: 'shared-secret', header: 'x-secret' } as const;
  const verify = (given: string) =>
    verifyWebhook(proof, { rawBody: body, headers: { 'x-secret': given } }, secret, now);
  expect(verify(secret)).toBe(true);
  expect(['', 'a secre', 'a secret ', 'A secret'].map(verify)).toEqual([false, false, false, false]);
});
