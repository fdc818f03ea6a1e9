import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { InboundEvent } from '../../../platform/webhooks/webhook-declaration.js';
import type { Delivery } from '../entities/delivery.js';

/**
 * Takes over the vendor's status of a delivery, told by webhook or asked for. The newest by its own time wins, so that
 * what arrives late never moves a state backwards.
 *
 * @returns whether it was `news`, `known` already, or `old`
 */
export async function applyVendorStatus(
  unit: UnitOfWork,
  delivery: Delivery,
  { occurredAt, refused, summary }: InboundEvent,
  vendorStatus: string,
): Promise<'news' | 'known' | 'old'> {
  delivery.vendorHeardAt = unit.now();
  if (delivery.vendorStatusAt && delivery.vendorStatusAt > occurredAt) return 'old';
  // Applied again, it is no news: what came of it the first time may have been mended since.
  const isKnown = delivery.vendorStatusAt?.getTime() === occurredAt.getTime();
  if (isKnown && delivery.vendorStatus === vendorStatus) return 'known';
  delivery.vendorStatus = vendorStatus;
  delivery.vendorStatusAt = occurredAt;
  if (refused) {
    await unit.emit('dossier.rejected', {
      interventionId: delivery.subjectId,
      connector: delivery.connector,
      reasons: [summary],
    });
  }
  return 'news';
}
