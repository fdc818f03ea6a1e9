import { Delivery } from '../entities/delivery.js';
import type { IntegrationsServices } from '../services.js';
import { type Claim, leaseMs } from './claim-delivery.js';

export interface Lease {
  /** Aborted when the lease is lost or the job's own signal is. */
  signal: AbortSignal;
  end(): void;
}

/**
 * Renews a claim's lease while the worker is at it. A worker that was paused finds its lease gone when it wakes: the
 * signal then aborts what it was doing, and settling without the lease is refused anyway.
 */
export function keepLease(
  { database, now, logger }: IntegrationsServices,
  { delivery, leaseId }: Claim,
  job: AbortSignal,
): Lease {
  const lost = new AbortController();
  let until = performance.now() + leaseMs;
  const renew = async () => {
    const asked = performance.now();
    const renewed = await database.transaction(delivery.organizationId, (em) =>
      em.nativeUpdate(Delivery, { id: delivery.id, leaseId }, { leaseUntil: new Date(now().getTime() + leaseMs) }),
    );
    if (renewed === 0) lost.abort();
    else until = asked + leaseMs;
  };
  const timer = setInterval(() => {
    if (performance.now() > until) lost.abort();
    else renew().catch((err: unknown) => logger.warn({ err, deliveryId: delivery.id }, 'the lease was not renewed'));
  }, leaseMs / 4);
  return { signal: AbortSignal.any([job, lost.signal]), end: () => clearInterval(timer) };
}
