import { z } from 'zod';
import type { EntityManager } from '../../../../platform/database/database.js';
import type { Caller } from '../../../../platform/service/caller.js';
import { scopes } from '../../../../platform/service/scopes.js';
import type { IntegrationsServices } from '../../services.js';

/** Says why a document would not be answered as a whole; `null` when it would be. */
export type FaultOf = (document: string) => string | null;

const keyRows = z.array(z.object({ scopes: z.array(z.string()) }));

/** What a partner's key may have at most. */
const ofPartners = scopes.filter((scope) => scope.startsWith('partner:'));

/**
 * Checks documents against the partner graph of this moment. It is enough that one of the partner's keys is answered;
 * while it has none, that a partner's key could be.
 */
export async function createFaultOf(
  { em, caller, services }: { em: EntityManager; caller: Caller; services: Pick<IntegrationsServices, 'partnerGraph'> },
  partnerId: string,
): Promise<FaultOf> {
  const rows = await em.execute('select scopes from access.scopes_of_partner(?)', [partnerId]);
  const keys = keyRows.parse(rows).map((key) => key.scopes);
  const { organizationId } = caller;
  const callers = (keys.length > 0 ? keys : [ofPartners]).map(
    (held): Caller => ({
      organizationId,
      actor: { kind: 'system', id: 'partner-operations', name: 'check' },
      scopes: held,
      partnerId,
    }),
  );
  return (document) => {
    const faults = callers.map((one) => services.partnerGraph.faultsOf(document, one));
    if (faults.some((found) => found.length === 0)) return null;
    return faults[0]?.join(' ') ?? null;
  };
}
