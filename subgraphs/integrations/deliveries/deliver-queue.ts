import { z } from 'zod';
import { partnerConnector } from '../partners/partner-connector.js';

const payload = z.object({ organizationId: z.uuid(), deliveryId: z.uuid() });
const queue = (name: string) => ({ name, payload });

/** Where a delivery is put to be taken up by a worker. */
export const deliverQueue = queue('deliver');

/** The same for partners, any of which may be slow: each has places of its own there, and the others' stay free. */
export const deliverToPartnerQueue = queue('deliver-to-partner');

/** The same for each of these vendors: one that is slow holds up nobody else's. */
export const vendorQueues = new Map(
  ['symphonics', 'docuseal', 'invoice-ninja', 'mautic'].map((connector) => [connector, queue(`deliver-${connector}`)]),
);

export const deliverQueueOf = (connector: string) =>
  connector === partnerConnector ? deliverToPartnerQueue : (vendorQueues.get(connector) ?? deliverQueue);
