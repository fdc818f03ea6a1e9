import { ForbiddenError } from '../../platform/errors/errors.js';
import type { Authenticate } from '../server/call-context.js';

/**
 * The same, for doors that are not for partners.
 * @throws ForbiddenError for the key of a partner, naming the partners' own path
 */
export const withoutPartners =
  (authenticate: Authenticate, partnerPath: string): Authenticate =>
  async (arrival) => {
    const caller = await authenticate(arrival);
    if (caller?.partnerId === undefined) return caller;
    throw new ForbiddenError(`A partner's key opens ${partnerPath} alone.`);
  };
