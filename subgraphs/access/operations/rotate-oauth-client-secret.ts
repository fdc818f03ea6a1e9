import { generateSecret, hashSecret } from '../../../platform/access/one-time-secret.js';
import { ConflictError } from '../../../platform/errors/errors.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { OAuthClient } from '../entities/oauth-client.js';
import type { IssuedOAuthClient } from '../resolvers/oauth-types.js';
import { refuseHigherScopes } from './key-rules.js';
import { previousSecretEnd } from './previous-secret-end.js';

/**
 * A new secret for a client; the one before stays good until a time, any earlier one no more.
 * @param previousValidUntil default in 24 hours; a time that is past ends the old secret at once
 * @throws NotFoundError
 * @throws ConflictError when it has none
 * @throws InvalidInputError when the client may do what the caller may not
 */
export async function rotateOAuthClientSecret(
  unit: UnitOfWork,
  id: string,
  previousValidUntil?: Date | null,
): Promise<IssuedOAuthClient> {
  const client = await requireRow(unit, OAuthClient, id, { lock: true });
  refuseHigherScopes(unit.caller.scopes, client.scopes);
  if (!client.confidential) throw new ConflictError('A public client has no secret.');
  const secret = generateSecret();
  client.previousSecretHash = client.secretHash;
  client.previousValidUntil = previousSecretEnd(unit, previousValidUntil);
  client.secretHash = hashSecret(secret);
  await unit.em.flush();
  return { client, secret };
}
