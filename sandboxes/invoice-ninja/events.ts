import { z } from 'zod';
import { actOnDocument, keepOrDrop } from './actions.js';
import { updateClient } from './clients.js';
import type { Company } from './company.js';
import { updateDocument } from './documents.js';
import type { InvoiceNinja } from './invoice-ninja.js';
import { payInvoice } from './payments.js';
import { kinds } from './tables.js';
import type { OutgoingWebhook } from './webhooks.js';
import { clientSchema, documentSchema } from './wire.js';

const about = { company: z.string() };
const document = { ...about, id: z.string() };
const row = { ...about, kind: z.enum(kinds), id: z.string() };
const documentKind = z.enum(['invoices', 'quotes', 'credits']);

/** What clients do in the vendor's portal and users in its own interface; `company` is the company's name. */
export const eventSchema = z.discriminatedUnion('event', [
  z.strictObject({ ...document, event: z.literal('invoice.viewed') }),
  z.strictObject({
    ...document,
    event: z.literal('invoice.paid'),
    /** The whole balance when left out. */
    amount: z.number().positive().optional(),
    transaction_reference: z.string().default('online'),
    type_id: z.string().optional(),
  }),
  z.strictObject({ ...document, event: z.literal('quote.approved') }),
  z.strictObject({ ...document, event: z.literal('client.edited'), changes: clientSchema }),
  z.strictObject({ ...document, event: z.literal('document.edited'), kind: documentKind, changes: documentSchema }),
  z.strictObject({ ...row, event: z.literal('archived') }),
  z.strictObject({ ...row, event: z.literal('deleted') }),
  z.strictObject({ ...row, event: z.literal('restored') }),
  /** Sends one of the state's webhooks again, as it was: a copy, a late one, or one that was lost. */
  z.strictObject({ ...about, event: z.literal('webhook.resend'), id: z.int() }),
]);

type InvoiceNinjaEvent = z.output<typeof eventSchema>;

/**
 * Makes it happen, and gives the webhooks it causes with their answers: none without a subscription, several for a
 * payment, which is also an update of its invoice. @throws Refusal for what the vendor does not let happen
 */
export async function sendEvent(vendor: InvoiceNinja, event: InvoiceNinjaEvent): Promise<OutgoingWebhook[]> {
  const company = vendor.companyNamed(event.company);
  return structuredClone(await company.webhooks.causedBy(() => happen(company, event)));
}

function happen(company: Company, event: InvoiceNinjaEvent): void {
  switch (event.event) {
    case 'invoice.viewed': {
      const invoice = company.tables.invoices.get(event.id);
      for (const invitation of invoice.invitations) {
        invitation.viewed_date ||= company.moment();
        invitation.updated_at = company.seconds();
      }
      // A view dates the invoice, but no webhook tells of it.
      invoice.updated_at = company.seconds();
      return;
    }
    case 'invoice.paid':
      payInvoice(company, company.tables.invoices.get(event.id), event, false);
      return;
    case 'quote.approved':
      actOnDocument(company, 'quotes', event.id, 'approve');
      return;
    case 'client.edited':
      updateClient(company, event.id, event.changes);
      return;
    case 'document.edited':
      updateDocument(company, event.kind, event.id, event.changes);
      return;
    case 'archived':
      keepOrDrop(company, event.kind, event.id, 'archive');
      return;
    case 'deleted':
      keepOrDrop(company, event.kind, event.id, 'delete');
      return;
    case 'restored':
      keepOrDrop(company, event.kind, event.id, 'restore');
      return;
    case 'webhook.resend':
      company.webhooks.resend(event.id);
  }
}
