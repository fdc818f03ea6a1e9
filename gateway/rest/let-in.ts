import type { FastifyReply, FastifyRequest } from 'fastify';
import { UnauthenticatedError } from '../../platform/errors/errors.js';
import type { Caller } from '../../platform/service/caller.js';
import type { RouteDoors } from './register-route.js';

/** What it takes to find out who calls a door that is no row of the table. */
export type LetIn = Pick<RouteDoors, 'authenticate' | 'addressOf'>;

/** Who calls, counted like any other call. @throws UnauthenticatedError, RateLimitedError */
export async function letIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { authenticate, addressOf }: LetIn,
): Promise<Caller> {
  const tell = (headers: Readonly<Record<string, string>>) => void reply.headers(headers);
  const address = addressOf(request.raw);
  const caller = await authenticate({ headers: request.headers, address, tell });
  if (!caller) throw new UnauthenticatedError('A valid key is needed: send the header `authorization: Bearer …`.');
  return { ...caller, address };
}
