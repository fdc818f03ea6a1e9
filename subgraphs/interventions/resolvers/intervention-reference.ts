import { isUuid } from '../../../platform/service/is-uuid.js';
import type { Loader, RequestContext } from '../../../platform/service/request-context.js';
import { Intervention } from '../entities/intervention.js';
import { mayRead } from '../policies/access.js';

const interventionsById: Loader<string, Intervention> = async (em, ids) => {
  const found = await em.find(Intervention, { id: { $in: [...ids] } });
  return new Map(found.map((intervention) => [intervention.id, intervention]));
};

/** `_entities` for Intervention: another organization's id finds nothing. */
export async function resolveInterventionReference(reference: Record<string, unknown>, context: RequestContext) {
  mayRead(context.caller);
  const { id } = reference;
  if (typeof id !== 'string' || !isUuid(id)) return null;
  return (await context.load(interventionsById, id)) ?? null;
}
