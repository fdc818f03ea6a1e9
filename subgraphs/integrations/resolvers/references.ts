import { z } from 'zod';
import { isUuid } from '../../../platform/service/is-uuid.js';
import { referenceBy } from '../../../platform/service/references.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { SyncEvent } from '../entities/sync-event.js';
import { decodeCursor } from '../sync-events/cursor.js';
import { connectionsById, deliveriesById } from './loaders.js';

type Reference = Record<string, unknown>;

const siteGiven = z
  .object({
    pdl: z
      .string()
      .nullish()
      .transform((pdl) => pdl ?? null),
  })
  .nullish();

/** The intervention itself is another subgraph's; what is added here finds only the caller's own rows. */
export function resolveIntervention({ id, site }: Reference) {
  return typeof id === 'string' && isUuid(id) ? { id, site: siteGiven.parse(site) } : null;
}

export const resolveDelivery = referenceBy(deliveriesById);

export const resolveConnection = referenceBy(connectionsById);

export async function resolveSyncEvent({ cursor }: Reference, context: RequestContext) {
  if (typeof cursor !== 'string') return null;
  return context.em.findOne(SyncEvent, {
    organizationId: context.caller.organizationId,
    sequence: String(decodeCursor(cursor)),
  });
}
