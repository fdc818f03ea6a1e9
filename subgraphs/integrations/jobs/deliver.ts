import type { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { traced } from '../../../platform/telemetry/tracing.js';
import { deliverQueue, deliverToPartnerQueue, vendorQueues } from '../deliveries/deliver-queue.js';
import { runDelivery } from '../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../services.js';

type Payload = z.infer<typeof deliverQueue.payload>;

const run = ({ organizationId, deliveryId }: Payload, services: IntegrationsServices, signal: AbortSignal) =>
  traced('run delivery', { 'delivery.id': deliveryId }, () =>
    runDelivery(services, organizationId, deliveryId, signal),
  );

/** Take one delivery as far as it goes now, each from its own queue: of a vendor with one, and of all others. */
export const deliver = [deliverQueue, ...vendorQueues.values()].map((queue) =>
  defineJob<Payload, IntegrationsServices>({ ...queue, intake: { concurrency: 3, batchSize: 10 }, run }),
);

/** The same for a partner's: five of them may be silent at once, and the sixth is as quick as ever. */
export const deliverToPartner = defineJob<Payload, IntegrationsServices>({
  ...deliverToPartnerQueue,
  intake: { concurrency: 12, batchSize: 1, perGroup: 2 },
  run,
});
