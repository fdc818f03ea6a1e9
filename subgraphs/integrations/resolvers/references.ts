import { z } from 'zod';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { SyncEvent } from '../entities/sync-event.js';
import { mayRead } from '../policies/access.js';
import { decodeCursor } from '../sync-events/cursor.js';
import { connectionsById, deliveriesById } from './loaders.js';

type Reference = Record<string, unknown>;

const siteGiven = z.object({ pdl: z.string().nullable() }).nullish();

const uuidOf = ({ id }: Reference): string | null => (typeof id === 'string' && isUuid(id) ? id : null);

/** The intervention itself is another subgraph's; what is added here finds only the caller's own rows. */
export function resolveIntervention(reference: Reference) {
  const id = uuidOf(reference);
  return id === null ? null : { id, site: siteGiven.parse(reference.site) };
}

export async function resolveDelivery(reference: Reference, context: RequestContext) {
  mayRead(context.caller);
  const id = uuidOf(reference);
  return id === null ? null : ((await context.load(deliveriesById, id)) ?? null);
}

export async function resolveConnection(reference: Reference, context: RequestContext) {
  mayRead(context.caller);
  const id = uuidOf(reference);
  return id === null ? null : ((await context.load(connectionsById, id)) ?? null);
}

export async function resolveSyncEvent({ cursor }: Reference, context: RequestContext) {
  mayRead(context.caller);
  if (typeof cursor !== 'string') return null;
  return context.em.findOne(SyncEvent, {
    organizationId: context.caller.organizationId,
    sequence: String(decodeCursor(cursor)),
  });
}
