import { refuseViolations } from '../../../../platform/errors/violations.js';
import type { RequestContext } from '../../../../platform/service/request-context.js';
import { workerCaller } from '../../deliveries/run-delivery.js';
import type { Connection } from '../../entities/connection.js';
import { Delivery } from '../../entities/delivery.js';
import { DeliveryStatus } from '../../entities/delivery-status.js';
import type { IntegrationsServices } from '../../services.js';
import { type Candidate, candidatesBetween } from '../dossier-facts.js';
import { matches } from '../subscription.js';

export interface Missing {
  /** What the partner should have and was never asked to take, oldest first. */
  dossiers: Pick<Candidate, 'id' | 'reference'>[];
  /** How many others of the time match: it has them, or will. */
  alreadyAsked: number;
}

/**
 * Looks through all dossiers of a time for what a partner should have. Read as the hub: whoever runs a backfill need not
 * be allowed to read dossiers.
 *
 * @throws InvalidInputError when `to` is not after `from`
 * @throws UnavailableError when the graph has no whole answer
 */
export async function findMissing(
  { services, em, caller }: RequestContext<IntegrationsServices>,
  connection: Connection,
  { from, to }: { from: Date; to: Date },
): Promise<Missing> {
  if (from >= to) refuseViolations([{ field: 'to', message: 'must be after from' }]);
  const { subscription } = connection;
  const found: Missing = { dossiers: [], alreadyAsked: 0 };
  if (!subscription) return found;
  const { statuses } = subscription;
  for await (const page of candidatesBetween(services, workerCaller(caller.organizationId), { from, to, statuses })) {
    const matching = page.filter((dossier) => matches(subscription, dossier));
    const asked = await em.find(
      Delivery,
      {
        connection,
        subjectId: { $in: matching.map(({ id }) => id) },
        dedupeKey: '',
        status: { $ne: DeliveryStatus.CANCELLED },
      },
      { fields: ['subjectId'] },
    );
    const known = new Set(asked.map(({ subjectId }) => subjectId));
    found.alreadyAsked += known.size;
    for (const { id, reference } of matching) if (!known.has(id)) found.dossiers.push({ id, reference });
  }
  return found;
}
