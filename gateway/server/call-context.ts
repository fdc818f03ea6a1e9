import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { UnauthenticatedError } from '../../platform/errors/errors.js';
import type { Caller } from '../../platform/service/caller.js';

/** The headers of a request, or what stands for them in a WebSocket's `connection_init`. */
export type CallHeaders = Readonly<IncomingHttpHeaders>;

/** What is known of a call before anything else is. */
export interface ArrivingCall {
  headers: CallHeaders;
  /** The IP address it comes from. */
  address: string;
  /** Takes headers for the answer, where an answer has headers. */
  tell?: (headers: Readonly<Record<string, string>>) => void;
}

/** Finds out who calls; `null` when nobody could be made out. May throw a HubError instead, to say more. */
export type Authenticate = (call: ArrivingCall) => Promise<Caller | null>;

const acceptable = /^[\w.-]{1,128}$/;

/** The client's `x-request-id` when it is fit for logs and headers, else a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && acceptable.test(given) ? given : randomUUID();
}

/** Who calls. Throws UNAUTHENTICATED when that is needed and not known. */
export async function callerOf(
  call: ArrivingCall,
  { authenticate, requireCaller }: { authenticate: Authenticate; requireCaller: boolean },
): Promise<Caller | null> {
  const caller = await authenticate(call);
  if (!caller && requireCaller)
    throw new UnauthenticatedError('A valid key is needed: send the header `authorization: Bearer …`.');
  return caller && { ...caller, address: call.address };
}
