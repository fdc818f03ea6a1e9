import { createHash, timingSafeEqual, type webcrypto } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { UnauthenticatedError } from '../errors/errors.js';
import type { MasterKey } from '../secrets/master-key.js';
import type { MasterKeyring } from '../secrets/master-keyring.js';
import { actorKinds, type Caller } from './caller.js';

/**
 * The header that says for whom the gateway calls: a JSON Web Token (RFC 7519) signed with a key only services have.
 * While the master key changes there is one for each version, with a space between: the other side may know only one.
 */
export const signedCallHeader = 'x-passerelle-call';

/** How long a signature is good for, in seconds: long enough for two clocks, too short to be of use to a thief. */
const lifetimeSeconds = 30;

const claims = z.object({
  org: z.uuid(),
  actor: z.object({ kind: z.enum(actorKinds), id: z.string(), name: z.string() }),
  scopes: z.array(z.string()),
  partner: z.uuid().optional(),
  address: z.string().optional(),
  /** SHA-256 of the body it was made for; of nothing, for the opening of a WebSocket. */
  body: z.string(),
});

const digest = (body: string): string => createHash('sha256').update(body).digest('base64url');

/** Deriving and importing a key takes longer than signing with it; every call needs it. */
const signingKeys = new WeakMap<MasterKey, Promise<webcrypto.CryptoKey>>();

function signingKeyOf(masterKey: MasterKey): Promise<webcrypto.CryptoKey> {
  let key = signingKeys.get(masterKey);
  if (!key) {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    key = crypto.subtle.importKey('raw', new Uint8Array(masterKey.derive('signed-calls')), algorithm, false, [
      'sign',
      'verify',
    ]);
    signingKeys.set(masterKey, key);
  }
  return key;
}

/** @param audience the subgraph that may take the call */
export async function signCall(
  keyring: MasterKeyring,
  audience: string,
  caller: Caller,
  body: string,
): Promise<string> {
  const tokens = await Promise.all(keyring.all().map((key) => signWith(key, audience, caller, body)));
  return tokens.join(' ');
}

async function signWith(masterKey: MasterKey, audience: string, caller: Caller, body: string): Promise<string> {
  return new SignJWT({
    org: caller.organizationId,
    actor: caller.actor,
    scopes: [...caller.scopes],
    ...(caller.partnerId && { partner: caller.partnerId }),
    ...(caller.address && { address: caller.address }),
    body: digest(body),
  })
    .setProtectedHeader({ alg: 'HS256', kid: masterKey.id })
    .setIssuer('passerelle-gateway')
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${lifetimeSeconds}s`)
    .sign(await signingKeyOf(masterKey));
}

/** @throws UnauthenticatedError when it is missing, forged, too old, for another subgraph or for another body */
export async function verifyCall(
  keyring: MasterKeyring,
  audience: string,
  header: string | undefined,
  body: string,
): Promise<Caller> {
  const refused = (cause?: unknown) =>
    new UnauthenticatedError('A subgraph takes calls from its gateway alone.', cause === undefined ? {} : { cause });
  const token = header && tokenOf(keyring, header);
  if (!token) throw refused();
  const options = { issuer: 'passerelle-gateway', audience, algorithms: ['HS256'], clockTolerance: 5 };
  const key = await signingKeyOf(token.key);
  const { payload } = await jwtVerify(token.text, key, options).catch((cause: unknown) => {
    throw refused(cause);
  });
  const said = claims.parse(payload);
  if (!timingSafeEqual(Buffer.from(said.body), Buffer.from(digest(body)))) throw refused();
  const { org: organizationId, actor, scopes, partner, address } = said;
  return { organizationId, actor, scopes, ...(partner && { partnerId: partner }), ...(address && { address }) };
}

/** The first of the tokens whose key is known here; `undefined` when there is none. */
function tokenOf(keyring: MasterKeyring, header: string): { text: string; key: MasterKey } | undefined {
  const tokens = header.split(' ').map((text) => ({ text, id: keyIdOf(text) }));
  const known = keyring.all();
  for (const { text, id } of tokens) {
    const key = known.find((one) => one.id === id);
    if (key) return { text, key };
  }
  const [newest] = tokens;
  try {
    return newest?.id ? { text: newest.text, key: keyring.byId(newest.id) } : undefined;
  } catch {
    return undefined;
  }
}

function keyIdOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}
