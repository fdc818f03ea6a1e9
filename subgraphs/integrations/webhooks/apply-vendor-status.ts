import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { InboundEvent } from '../../../platform/webhooks/webhook-declaration.js';
import type { Delivery } from '../entities/delivery.js';

/**
 * Takes over the vendor's status of a delivery, told by webhook or asked for. The newest by its own time wins, so that
 * what arrives late never moves a state backwards.
 *
 * @param refusals the vendor's words for a refusal: any other that follows one takes it back
 * @returns whether it was `news`, `known` already, or `old`
 */
export async function applyVendorStatus(
  unit: UnitOfWork,
  delivery: Delivery,
  { occurredAt, refused, summary, news }: InboundEvent,
  vendorStatus: string,
  refusals: readonly string[],
): Promise<'news' | 'known' | 'old'> {
  delivery.vendorHeardAt = unit.now();
  if (delivery.vendorStatusAt && delivery.vendorStatusAt > occurredAt) return 'old';
  // Applied again, it is no news: what came of it the first time may have been mended since.
  const isKnown = delivery.vendorStatusAt?.getTime() === occurredAt.getTime();
  if (isKnown && delivery.vendorStatus === vendorStatus) return 'known';
  const wasRefused = delivery.vendorStatus !== null && refusals.includes(delivery.vendorStatus);
  delivery.vendorStatus = vendorStatus;
  delivery.vendorStatusAt = occurredAt;
  const { subjectType, subjectId: interventionId, connector, externalId } = delivery;
  // A signature that was declined is no verdict on the dossier.
  if (subjectType !== 'intervention' || news) return 'news';
  if (refused) await unit.emit('dossier.rejected', { interventionId, connector, reasons: [summary] });
  else if (wasRefused) await unit.emit('dossier.accepted', { interventionId, connector, externalId });
  return 'news';
}
