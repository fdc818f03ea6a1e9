import { createHash, timingSafeEqual } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { UnauthenticatedError } from '../errors/errors.js';
import type { MasterKey } from '../secrets/master-key.js';
import type { Caller } from './caller.js';

/** The header that says for whom the gateway calls; a JSON Web Token (RFC 7519) signed with a key only services have. */
export const signedCallHeader = 'x-passerelle-call';

/** How long a signature is good for, in seconds: long enough for two clocks, too short to be of use to a thief. */
const lifetimeSeconds = 30;

const claims = z.object({
  org: z.uuid(),
  actor: z.object({ kind: z.enum(['api-key', 'worker', 'system']), id: z.string(), name: z.string() }),
  scopes: z.array(z.string()),
  /** SHA-256 of the body it was made for; of nothing, for the opening of a WebSocket. */
  body: z.string(),
});

const digest = (body: string): string => createHash('sha256').update(body).digest('base64url');

/** @param audience the subgraph that may take the call */
export function signCall(masterKey: MasterKey, audience: string, caller: Caller, body: string): Promise<string> {
  return new SignJWT({
    org: caller.organizationId,
    actor: caller.actor,
    scopes: [...caller.scopes],
    body: digest(body),
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('passerelle-gateway')
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${lifetimeSeconds}s`)
    .sign(masterKey.derive('signed-calls'));
}

/** @throws UnauthenticatedError when it is missing, forged, too old, for another subgraph or for another body */
export async function verifyCall(
  masterKey: MasterKey,
  audience: string,
  token: string | undefined,
  body: string,
): Promise<Caller> {
  const refused = (cause?: unknown) =>
    new UnauthenticatedError('A subgraph takes calls from its gateway alone.', cause === undefined ? {} : { cause });
  if (!token) throw refused();
  const key = masterKey.derive('signed-calls');
  const options = { issuer: 'passerelle-gateway', audience, algorithms: ['HS256'], clockTolerance: 5 };
  const { payload } = await jwtVerify(token, key, options).catch((cause: unknown) => {
    throw refused(cause);
  });
  const said = claims.parse(payload);
  if (!timingSafeEqual(Buffer.from(said.body), Buffer.from(digest(body)))) throw refused();
  return { organizationId: said.org, actor: said.actor, scopes: said.scopes };
}
