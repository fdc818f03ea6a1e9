import { createHmac } from 'node:crypto';
import { verifyHmacSha256Hex } from '../../platform/webhooks/verify-signature.js';

const body = Buffer.from('{"event":"é","n":1}');
const secret = 'a secret';
const hex = createHmac('sha256', secret).update(body).digest('hex');

test('the HMAC of the bytes, in hexadecimal of either case, with its prefix or without', () => {
  for (const header of [hex, `sha256=${hex}`, hex.toUpperCase()]) {
    expect(verifyHmacSha256Hex(body, header, secret)).toBe(true);
  }
});

test('RFC 4231, test case 2', () => {
  const known = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  expect(verifyHmacSha256Hex(Buffer.from('what do ya want for nothing?'), known, 'Jefe')).toBe(true);
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
  expect(verifyHmacSha256Hex(body, header, secret)).toBe(false);
});

test('not for other bytes, and not with another secret', () => {
  expect(verifyHmacSha256Hex(Buffer.concat([body, Buffer.from('\n')]), hex, secret)).toBe(false);
  expect(verifyHmacSha256Hex(Buffer.from(body.toString('latin1'), 'utf8'), hex, secret)).toBe(false);
  expect(verifyHmacSha256Hex(body, hex, 'a Secret')).toBe(false);
});
