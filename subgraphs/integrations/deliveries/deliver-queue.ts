import { z } from 'zod';
import { partnerConnector } from '../partners/partner-connector.js';

const payload = z.object({ organizationId: z.uuid(), deliveryId: z.uuid() });

/** Where a delivery is put to be taken up by a worker. */
export const deliverQueue = { name: 'deliver', payload };

/** The same for partners, any of which may be slow: each has places of its own there, and the others' stay free. */
export const deliverToPartnerQueue = { name: 'deliver-to-partner', payload };

export const deliverQueueOf = (connector: string) =>
  connector === partnerConnector ? deliverToPartnerQueue : deliverQueue;
