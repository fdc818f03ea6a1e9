import type { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { traced } from '../../../platform/telemetry/tracing.js';
import { deliverQueue } from '../deliveries/deliver-queue.js';
import { runDelivery } from '../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../services.js';

/** Takes one delivery as far as it goes now. */
export const deliver = defineJob<z.infer<typeof deliverQueue.payload>, IntegrationsServices>({
  ...deliverQueue,
  run: ({ organizationId, deliveryId }, services, signal) =>
    traced('run delivery', { 'delivery.id': deliveryId }, () =>
      runDelivery(services, organizationId, deliveryId, signal),
    ),
});
