import { ConflictError } from '../../../platform/errors/errors.js';
import type { Invoice } from '../entities/invoice.js';
import type { Quote } from '../entities/quote.js';

/** @throws ConflictError when the document went to the customer, or is closed: it can no longer be `what` */
export function requireDraft(document: Quote | Invoice, what: 'changed' | 'deleted'): void {
  if (document.status === 'DRAFT') return;
  const kind = document.constructor.name.toLowerCase();
  throw new ConflictError(`The ${kind} is ${document.status}: only a draft can be ${what}.`, {
    details: { field: 'status', currentStatus: document.status },
  });
}
