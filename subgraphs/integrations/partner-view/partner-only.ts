import type { Directive } from 'type-graphql';
import { ForPartners, RequiresPolicy, RequiresScopes } from '../../../platform/access/decorators.js';
import type { Scope } from '../../../platform/service/scopes.js';

/** Part of a partner's view, and of nobody else's. */
export function PartnerOnly(scope: Scope = 'partner:read'): ReturnType<typeof Directive> {
  const all = [ForPartners(), RequiresScopes(scope), RequiresPolicy('partner')];
  const decorate = (...place: Parameters<MethodDecorator>) => {
    for (const one of all) one(...place);
  };
  return decorate as ReturnType<typeof Directive>;
}
