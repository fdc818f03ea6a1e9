import { ForbiddenError } from '../../../platform/errors/errors.js';
import type { Caller } from '../../../platform/service/caller.js';
import { receiveWebhooks, requireScope } from '../../../platform/service/scopes.js';

/** @throws ForbiddenError */
export const mayRead = (caller: Caller): void => requireScope(caller, 'integrations:read');

/** Publish, retry, cancel. @throws ForbiddenError */
export const mayOperate = (caller: Caller): void => requireScope(caller, 'integrations:write');

/** Set credentials. @throws ForbiddenError */
export const mayConnect = (caller: Caller): void => requireScope(caller, 'connections:admin');

/** See and steer who is told of sync events. @throws ForbiddenError */
export const mayManageWebhooks = (caller: Caller): void => requireScope(caller, 'webhooks:admin');

/** Hand in a vendor's webhook: the gateway's own route, nobody's key. @throws ForbiddenError */
export function mayReceiveWebhooks(caller: Caller): void {
  if (!caller.scopes.includes(receiveWebhooks)) throw new ForbiddenError('Webhooks come in through their own route.');
}
