import type { NeededSubject } from '../../platform/connectors/connector.js';

/** What has to be in Invoice Ninja first. */
export const neededCustomer = ({ id }: { id: string }): NeededSubject => ({
  type: 'customer',
  id,
  // Not by name: what a delivery is called outlives the person's data.
  reference: `customer ${id}`,
});

export const neededInvoice = ({ id, number }: { id: string; number: string | null }): NeededSubject => ({
  type: 'invoice',
  id,
  reference: number ?? id,
});
