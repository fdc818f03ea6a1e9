import type { FastifyRequest } from 'fastify';
import { admitPerson, type Claimed } from './admit-person.js';
import type { IdentityProvider } from './identity-providers.js';
import type { Sso } from './sso.js';
import { SsoRefusedError } from './sso-refused-error.js';

/** Lets somebody in and puts it on record. @returns the user's id @throws SsoRefusedError */
export async function admit(
  { record, addressOf }: Sso,
  request: FastifyRequest,
  provider: IdentityProvider,
  claimed: Claimed,
): Promise<string> {
  const { organizationId } = provider;
  const point = { organizationId, address: addressOf(request.raw), requestId: request.id };
  const outcome = await record.run(point, (em) => admitPerson(em, provider, claimed));
  if ('refused' in outcome) throw new SsoRefusedError(outcome.refused);
  return outcome.userId;
}
