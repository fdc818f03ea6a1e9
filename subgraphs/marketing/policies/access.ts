import type { Caller } from '../../../platform/service/caller.js';
import { requireScope } from '../../../platform/service/scopes.js';

/** @throws ForbiddenError */
export const mayRead = (caller: Caller): void => requireScope(caller, 'marketing:read');

/** @throws ForbiddenError */
export const mayWrite = (caller: Caller): void => requireScope(caller, 'marketing:write');
