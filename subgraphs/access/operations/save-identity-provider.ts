import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { v7 as timeOrderedUuid } from 'uuid';
import { identityProviderSecret } from '../../../platform/access/identity-provider-secret.js';
import { ConflictError, NotFoundError } from '../../../platform/errors/errors.js';
import { refuseViolations } from '../../../platform/errors/violations.js';
import type { SealedSecret } from '../../../platform/secrets/secret-box.js';
import { checked } from '../../../platform/service/check-input.js';
import { findById } from '../../../platform/service/find-by-id.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { IdentityProvider } from '../entities/identity-provider.js';
import type { SaveIdentityProviderInput } from '../resolvers/identity-provider-types.js';
import { identityProviderById } from '../resolvers/loaders.js';
import type { AccessServices } from '../services.js';
import { ensureSamlKey } from './ensure-saml-key.js';
import { identityProviderRules } from './identity-provider-rules.js';
import { refuseHigherRoles } from './user-rules.js';

/**
 * Makes or changes where people sign in.
 * @throws InvalidInputError, NotFoundError
 * @throws ForbiddenError when the caller may not do everything: a provider says who somebody is, an administrator too
 * @throws ConflictError on a stale version, on a name that is taken, and when the kind would change
 */
export async function saveIdentityProvider(
  context: RequestContext<AccessServices>,
  input: SaveIdentityProviderInput,
): Promise<IdentityProvider> {
  const { services, write } = context;
  if (input.id != null && !(await findById(context, identityProviderById, input.id))) {
    throw new NotFoundError(`There is no identity provider ${input.id}.`, { details: { id: input.id } });
  }
  const { id, expectedVersion, oidc, ...fields } = checked(identityProviderRules, input);
  if (oidc) refuseViolations(await services.outbound.violations('issuer', fields.issuer));
  return write(async (unit) => {
    refuseHigherRoles(unit, ['administrator']);
    const known = id === null ? null : await loadForChange(unit, IdentityProvider, id, expectedVersion);
    if (known && (known.oidc === null) !== (oidc === null)) {
      throw new ConflictError('A provider stays what it is: make another one, and delete this one.');
    }
    const { organizationId } = unit.caller;
    const row = { organizationId, id: known?.id ?? timeOrderedUuid() };
    const secret = oidc?.clientSecret;
    if (oidc && secret === null && !known) {
      refuseViolations([{ field: 'oidc.clientSecret', message: 'must be given' }]);
    }
    const clientSecret: SealedSecret | null = secret
      ? await services.secretBox.seal(identityProviderSecret, row, secret)
      : (known?.clientSecret ?? null);
    if (fields.saml) await ensureSamlKey(unit, services.secretBox);
    const settings = { ...fields, oidc: oidc && { clientId: oidc.clientId, scopes: oidc.scopes }, clientSecret };
    if (known && known.issuer !== fields.issuer) await forgetPeople(unit, known.id);
    const saved = known
      ? unit.em.assign(known, settings)
      : unit.em.create(IdentityProvider, { ...row, ...settings, createdAt: unit.now() });
    await unit.em.flush().catch((cause: unknown) => {
      if (!(cause instanceof UniqueConstraintViolationException)) throw cause;
      const details = { field: 'name' };
      throw new ConflictError(`There is already an identity provider named ${fields.name}.`, { cause, details });
    });
    return saved;
  });
}

/** Who somebody is at one issuer says nothing at another one: its people are signed out and linked anew. */
export async function forgetPeople({ em }: UnitOfWork, providerId: string): Promise<void> {
  await em.execute(
    'select access.end_oauth_session(s.uid) from access.sessions s where s.method = ? and s.ended_at is null',
    [providerId],
  );
  await em.execute('delete from access.identities where provider = ?', [providerId]);
}
