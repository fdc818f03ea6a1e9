import { z } from 'zod';
import type { Asked, KnownSubject, Prepared, Receipt } from '../../platform/connectors/connector.js';
import { subjectKey } from '../../platform/connectors/connector.js';
import type { InvoiceNinjaEmailQuery } from '../../schema/operations.js';
import { email, type Session } from './client.js';
import { isGone } from './map-customer.js';
import { entityOf, invoicePlace } from './places.js';
import { emailNames, type Settings } from './settings.js';

/** Which of the e-mails; by itself, that of an invoice or of a credit note. */
export const emailInput = z.strictObject({ template: z.enum(emailNames).optional() });

export interface EmailPayload {
  entity: 'invoice' | 'credit';
  entity_id: string;
  template: string;
}

export function emailOf(
  { invoice }: InvoiceNinjaEmailQuery,
  known: KnownSubject,
  { input, settings }: Asked<Settings>,
): Prepared<EmailPayload> {
  if (!invoice) return isGone('invoice');
  const externalId = known.others.get(subjectKey({ type: 'invoice', id: invoice.id }));
  if (!externalId) {
    const violation = { field: 'invoice', message: 'is not in Invoice Ninja yet' };
    return { ready: false, reason: 'missing data', violations: [violation] };
  }
  const { kind, id } = invoicePlace(externalId);
  const entity = entityOf(kind);
  const name = emailInput.parse(input ?? {}).template ?? entity;
  return { ready: true, payload: { entity, entity_id: id, template: settings.emailTemplates[name] } };
}

/** POST /emails tells nothing of the e-mail itself. */
export async function sendEmail(session: Session, payload: EmailPayload): Promise<Receipt> {
  await email(session, payload);
  return { externalId: null, vendorStatus: null };
}
