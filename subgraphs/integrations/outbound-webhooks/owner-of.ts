import type { Caller } from '../../../platform/service/caller.js';
import { requireScope } from '../../../platform/service/scopes.js';
import { mayRead } from '../policies/access.js';
import type { WebhookOwner } from './entities/webhook.js';

/** Whose rights a caller's webhook sends with. @throws ForbiddenError for who may not read what it would carry */
export function ownerOf(caller: Caller): WebhookOwner {
  const { actor, scopes, partnerId } = caller;
  if (partnerId === undefined) {
    mayRead(caller);
    return { actor, scopes };
  }
  requireScope(caller, 'partner:read');
  return { actor, scopes, partnerId };
}
