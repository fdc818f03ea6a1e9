import type { Caller } from '../../../platform/service/caller.js';
import { requireScope } from '../../../platform/service/scopes.js';

/** For what depends on more than the field that is asked for; the rest is declared there. @throws ForbiddenError */
export const mayRead = (caller: Caller): void => requireScope(caller, 'integrations:read');
