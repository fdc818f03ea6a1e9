import { createHash } from 'node:crypto';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { createMasterKey } from '../../platform/secrets/master-key.js';
import { keyringOf } from '../../platform/secrets/open-master-keyring.js';
import type { Caller } from '../../platform/service/caller.js';
import { signCall, verifyCall } from '../../platform/service/signed-call.js';

const key = createMasterKey('the master key of one hub, long enough');
const keyring = keyringOf('the master key of one hub, long enough');
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
  return new SignJWT(whole).setProtectedHeader({ alg, kid: key.id }).sign(signingKey);
};

test('a subgraph knows the caller its gateway calls for', async () => {
  expect(await verifyCall(keyring, 'billing', await signCall(keyring, 'billing', caller, body), body)).toEqual(caller);
  // What the refusals below differ from is good.
  expect(await verifyCall(keyring, 'billing', await like(), body)).toMatchObject({ scopes: ['admin'] });
});

const elsewhere = keyringOf('the master key of another hub, as long');
test('while the master key changes, whoever knows one version understands whoever knows two', async () => {
  const [before, during, after] = [
    keyring,
    keyringOf('a newer master key of that hub, long enough', 'the master key of one hub, long enough'),
    keyringOf('a newer master key of that hub, long enough'),
  ];
  for (const [signs, verifies] of [
    [before, during],
    [during, before],
    [during, during],
    [during, after],
    [after, during],
  ] as const) {
    expect(await verifyCall(verifies, 'billing', await signCall(signs, 'billing', caller, body), body)).toEqual(caller);
  }
  await expect(verifyCall(after, 'billing', await signCall(before, 'billing', caller, body), body)).rejects.toThrow();
});

const tokens: Record<string, () => Promise<string | undefined>> = {
  'no token': async () => undefined,
  'something else': async () => 'x.y.z',
  'one of another hub': () => signCall(elsewhere, 'billing', caller, body),
  'one that names our key and is signed with another': () => like({ key: Buffer.alloc(32, 1) }),
  'one that names no key': () =>
    new SignJWT({ ...claims, iss: 'passerelle-gateway', aud: 'billing', exp: now + 30 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(key.derive('signed-calls')),
  'one for another subgraph': () => signCall(keyring, 'marketing', caller, body),
  'one for another body': () => signCall(keyring, 'billing', caller, `${body} `),
  'one of a minute ago': () => like({ iat: now - 90, exp: now - 60 }),
  'one from nobody': () => like({ iss: 'somebody' }),
  'one for everybody': () => like({ aud: undefined }),
  'one by another algorithm': () => like({ alg: 'HS512', key: Buffer.alloc(64, key.derive('signed-calls')) }),
  'one with a key of another purpose': () => like({ key: key.derive('secret-box') }),
  'one that nobody signed': async () =>
    new UnsecuredJWT(claims).setIssuer('passerelle-gateway').setAudience('billing').setExpirationTime('30s').encode(),
  'one whose claims were changed': async () => {
    const [head, , signature] = (await signCall(keyring, 'billing', caller, body)).split('.');
    const [, payload] = (await like()).split('.');
    return [head, payload, signature].join('.');
  },
  'one without its signature': async () => `${(await like()).split('.').slice(0, 2).join('.')}.`,
};

test.each(Object.entries(tokens))('not by %s', async (_, token) => {
  const refusal = { code: 'UNAUTHENTICATED', message: 'A subgraph takes calls from its gateway alone.' };
  await expect(verifyCall(keyring, 'billing', await token(), body)).rejects.toMatchObject(refusal);
});
