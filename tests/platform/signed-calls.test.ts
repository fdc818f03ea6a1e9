import { createHash } from 'node:crypto';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { createMasterKey } from '../../platform/secrets/master-key.js';
import type { Caller } from '../../platform/service/caller.js';
import { signCall, verifyCall } from '../../platform/service/signed-call.js';

const key = createMasterKey('the master key of one hub, long enough');
const body = '{"query":"{ __typename }"}';
const caller: Caller = {
  organizationId: '01890000-0000-7000-8000-000000000000',
  actor: { kind: 'api-key', id: 'k', name: 'Ada' },
  scopes: ['billing:read'],
};
const now = Math.floor(Date.now() / 1_000);
const claims = {
  org: caller.organizationId,
  actor: caller.actor,
  scopes: ['admin'],
  body: createHash('sha256').update(body).digest('base64url'),
};
/** A token like the gateway's, with what is told. */
const like = (changes: JWTPayload & { alg?: string; key?: Uint8Array; typ?: string } = {}) => {
  const { alg = 'HS256', key: signingKey = key.derive('signed-calls'), ...payload } = changes;
  const whole = { ...claims, iss: 'passerelle-gateway', aud: 'billing', iat: now, exp: now + 30, ...payload };
  return new SignJWT(whole).setProtectedHeader({ alg }).sign(signingKey);
};

test('a subgraph knows the caller its gateway calls for', async () => {
  expect(await verifyCall(key, 'billing', await signCall(key, 'billing', caller, body), body)).toEqual(caller);
  // What the refusals below differ from is good.
  expect(await verifyCall(key, 'billing', await like(), body)).toMatchObject({ scopes: ['admin'] });
});

const elsewhere = createMasterKey('the master key of another hub, as long');
const tokens: Record<string, () => Promise<string | undefined>> = {
  'no token': async () => undefined,
  'something else': async () => 'x.y.z',
  'one of another hub': () => signCall(elsewhere, 'billing', caller, body),
  'one for another subgraph': () => signCall(key, 'marketing', caller, body),
  'one for another body': () => signCall(key, 'billing', caller, `${body} `),
  'one of a minute ago': () => like({ iat: now - 90, exp: now - 60 }),
  'one from nobody': () => like({ iss: 'somebody' }),
  'one for everybody': () => like({ aud: undefined }),
  'one by another algorithm': () => like({ alg: 'HS512', key: Buffer.alloc(64, key.derive('signed-calls')) }),
  'one with a key of another purpose': () => like({ key: key.derive('secret-box') }),
  'one that nobody signed': async () =>
    new UnsecuredJWT(claims).setIssuer('passerelle-gateway').setAudience('billing').setExpirationTime('30s').encode(),
  'one whose claims were changed': async () => {
    const [head, , signature] = (await signCall(key, 'billing', caller, body)).split('.');
    const [, payload] = (await like()).split('.');
    return [head, payload, signature].join('.');
  },
  'one without its signature': async () => `${(await like()).split('.').slice(0, 2).join('.')}.`,
};

test.each(Object.entries(tokens))('not by %s', async (_, token) => {
  const refusal = { code: 'UNAUTHENTICATED', message: 'A subgraph takes calls from its gateway alone.' };
  await expect(verifyCall(key, 'billing', await token(), body)).rejects.toMatchObject(refusal);
});
