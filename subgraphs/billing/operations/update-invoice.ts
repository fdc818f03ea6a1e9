import { ConflictError } from '../../../platform/errors/errors.js';
import { checked, given } from '../../../platform/service/check-input.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import { Customer } from '../entities/customer.js';
import { Invoice } from '../entities/invoice.js';
import type { UpdateInvoiceInput } from '../resolvers/document-inputs.js';
import { invoiceChangeRules } from './check-document.js';
import { refuseVat } from './refuse-vat.js';
import { requireDraft } from './require-draft.js';
import { withLines } from './with-lines.js';

/**
 * Changes a draft; what is left out stays, null empties, lines replace all lines.
 * @throws NotFoundError when the invoice or its new customer is not there
 * @throws ConflictError on a stale version, when the invoice is no draft any more, or when what follows from its quote
 *   is to change
 * @throws InvalidInputError
 */
export async function updateInvoice(
  unit: UnitOfWork,
  id: string,
  input: UpdateInvoiceInput,
  expectedVersion?: number | null,
): Promise<Invoice> {
  const { lines, ...fields } = given(checked(invoiceChangeRules, given(input)));
  const invoice = await loadForChange(unit, Invoice, id, expectedVersion);
  requireDraft(invoice, 'changed');
  if (invoice.quoteId !== null && (lines || fields.currency || fields.customerId)) {
    throw new ConflictError('Lines, currency and customer of this invoice follow from its quote.', {
      details: { field: 'quoteId', quoteId: invoice.quoteId },
    });
  }
  if (fields.customerId) await requireRow(unit, Customer, fields.customerId, { field: 'customerId' });
  if (lines) refuseVat(await requireRow(unit, Company, invoice.companyId), lines);
  unit.em.assign(invoice, { ...fields, ...(lines && withLines(lines)) });
  await unit.em.flush();
  return invoice;
}
