import { z } from 'zod';
import { isAddressOrBlock } from '../../../platform/access/address-list.js';
import { covers } from '../../../platform/access/roles.js';
import { refuseViolations } from '../../../platform/errors/violations.js';
import { id, moment, optional, text } from '../../../platform/service/input-rules.js';
import { scopes } from '../../../platform/service/scopes.js';

/** What would let a partner's key out of the partner's view. */
const neverForPartners: readonly string[] = ['admin', 'keys:admin', 'users:admin', 'oauth:admin'];

/** What a key keeps to. */
export const keyRules = z
  .object({
    name: text(200),
    scopes: z
      .array(z.enum(scopes))
      .min(1, 'must have at least one')
      .transform((list) => [...new Set(list)]),
    expiresAt: optional(moment),
    rateLimitPerMinute: optional(z.int().min(1, 'must be at least 1').max(1_000_000, 'must be at most 1000000')),
    allowedAddresses: z
      .array(z.string().trim().refine(isAddressOrBlock, 'must be an address or a CIDR block, like 192.0.2.0/24'))
      .max(100, 'must have at most 100 items')
      .nullish()
      .transform((list) => list ?? []),
    partnerId: optional(id),
  })
  .refine(({ scopes, partnerId }) => !partnerId || !scopes.some((scope) => neverForPartners.includes(scope)), {
    error: `a partner's key cannot have ${neverForPartners.join(', ')}`,
    path: ['scopes'],
  });

/**
 * Nobody gives away what they do not have.
 * @throws InvalidInputError naming each scope that is not the giver's
 */
export function refuseHigherScopes(held: readonly string[], wanted: readonly string[]): void {
  const higher = wanted.filter((scope) => !covers(held, scope));
  refuseViolations(higher.map((scope) => ({ field: 'scopes', message: `you do not have ${scope} yourself` })));
}
