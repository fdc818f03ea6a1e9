import { ConflictError } from '../../../../platform/errors/errors.js';
import type { RequestContext } from '../../../../platform/service/request-context.js';
import type { IntegrationsServices } from '../../services.js';
import { appendSyncEvent } from '../../sync-events/append-sync-event.js';
import { requirePartner } from '../partner-of.js';
import { Backfill, BackfillStatus } from './backfill.js';
import { backfillQueue } from './backfill-queue.js';
import { findMissing } from './find-missing.js';

interface Wanted {
  partnerId: string;
  from: Date;
  to: Date;
  /** As previewed: when it no longer holds, nothing is done. Without it, whatever there is. */
  expectedCount?: number | null;
}

/**
 * Writes down which dossiers a partner is to get, and has them sent one batch after the other.
 * @throws NotFoundError, InvalidInputError, UnavailableError
 * @throws ConflictError when the partner is not authorised, or the dossiers are not as many as expected
 */
export async function startBackfill(
  context: RequestContext<IntegrationsServices>,
  { partnerId, from, to, expectedCount }: Wanted,
): Promise<Backfill> {
  const partner = await requirePartner(context.em, partnerId);
  if (!partner.authorised) {
    throw new ConflictError('The partner is not authorised: nothing is shared with it.', { details: { partnerId } });
  }
  const { dossiers } = await findMissing(context, partner, { from, to });
  if (expectedCount != null && dossiers.length !== expectedCount) {
    throw new ConflictError(`It would be ${dossiers.length} dossiers now, not ${expectedCount}: look again.`, {
      details: { expectedCount, count: dossiers.length },
    });
  }
  return context.write(async (unit) => {
    const { em, caller } = unit;
    const { organizationId } = caller;
    const now = unit.now();
    const backfill = em.create(Backfill, {
      organizationId,
      connectionId: partner.id,
      status: BackfillStatus.RUNNING,
      fromAt: from,
      toAt: to,
      total: dossiers.length,
      requestedBy: caller.actor.name,
      createdAt: now,
      nextBatchAt: now,
    });
    await em.flush();
    await em.execute(
      `insert into integrations.backfill_items (backfill_id, organization_id, position, subject_id, subject_reference)
       select ?::uuid, ?::uuid, d.place, (d.item->>'id')::uuid, d.item->>'reference'
       from jsonb_array_elements(?::jsonb) with ordinality d (item, place)`,
      [backfill.id, organizationId, JSON.stringify(dossiers)],
    );
    await unit.enqueue(backfillQueue, { organizationId, backfillId: backfill.id, batch: backfill.batch });
    const message = `${caller.actor.name} has ${backfill.total} dossiers sent to ${partner.name} (backfill ${backfill.id})`;
    await appendSyncEvent(unit, { type: 'backfill.started', message, connector: partner.connector });
    return backfill;
  });
}
