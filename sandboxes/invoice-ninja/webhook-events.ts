import type { Kind } from './tables.js';

/** What can happen to a record that a subscription can be for. */
export type Change = 'create' | 'update' | 'delete' | 'archive' | 'restore' | 'sent' | 'approve';

/** The event ids of app/Models/Webhook.php. */
export const webhookEvents: Readonly<Record<Kind, Readonly<Partial<Record<Change, string>>>>> = {
  clients: { create: '1', update: '10', delete: '11', archive: '37', restore: '45' },
  invoices: { create: '2', update: '8', delete: '9', archive: '33', restore: '41', sent: '60' },
  quotes: { create: '3', update: '6', delete: '7', archive: '34', restore: '42', sent: '61', approve: '21' },
  credits: { create: '27', update: '28', delete: '29', archive: '35', restore: '43', sent: '62' },
  payments: { create: '4', update: '31', delete: '12', archive: '32', restore: '40' },
};

/** The related records a webhook's body brings along. */
export const webhookIncludes: Readonly<Record<Kind, readonly string[]>> = {
  clients: [],
  invoices: ['client'],
  quotes: ['client'],
  credits: ['client'],
  payments: ['invoices', 'client'],
};
