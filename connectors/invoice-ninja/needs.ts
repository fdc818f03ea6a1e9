import type { NeededSubject } from '../../platform/connectors/connector.js';

/** What has to be in Invoice Ninja first. */
export const neededCustomer = ({ id, name }: { id: string; name: string }): NeededSubject => ({
  type: 'customer',
  id,
  reference: name,
});

export const neededInvoice = ({ id, number }: { id: string; number: string | null }): NeededSubject => ({
  type: 'invoice',
  id,
  reference: number ?? id,
});
