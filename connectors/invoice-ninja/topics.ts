import type { SubjectType } from '../../platform/connectors/connector.js';

/** The topics of webhooks: our name, in the address each is sent to, its event there and the record that it is about. */
export const topics = {
  create_client: { eventId: '1', record: 'customer' },
  update_client: { eventId: '10', record: 'customer' },
  delete_client: { eventId: '11', record: 'customer' },
  archive_client: { eventId: '37', record: 'customer' },
  restore_client: { eventId: '45', record: 'customer' },
  create_invoice: { eventId: '2', record: 'invoice' },
  update_invoice: { eventId: '8', record: 'invoice' },
  delete_invoice: { eventId: '9', record: 'invoice' },
  archive_invoice: { eventId: '33', record: 'invoice' },
  restore_invoice: { eventId: '41', record: 'invoice' },
  sent_invoice: { eventId: '60', record: 'invoice' },
  create_quote: { eventId: '3', record: 'quote' },
  update_quote: { eventId: '6', record: 'quote' },
  delete_quote: { eventId: '7', record: 'quote' },
  archive_quote: { eventId: '34', record: 'quote' },
  restore_quote: { eventId: '42', record: 'quote' },
  sent_quote: { eventId: '61', record: 'quote' },
  approve_quote: { eventId: '21', record: 'quote' },
  create_payment: { eventId: '4', record: 'payment' },
  update_payment: { eventId: '31', record: 'payment' },
  delete_payment: { eventId: '12', record: 'payment' },
  archive_payment: { eventId: '32', record: 'payment' },
  restore_payment: { eventId: '40', record: 'payment' },
} as const satisfies Record<string, { eventId: string; record: SubjectType }>;
export type Topic = keyof typeof topics;

export const isTopic = (topic: string | null): topic is Topic => topic !== null && Object.hasOwn(topics, topic);
