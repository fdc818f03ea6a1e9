import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import { Customer } from '../entities/customer.js';
import type { Invoice } from '../entities/invoice.js';
import type { CreateInvoiceInput } from '../resolvers/document-inputs.js';
import { newInvoiceRules } from './check-document.js';
import { checked } from './check-input.js';
import { requireRow } from './load-for-change.js';
import { saveNewInvoice } from './save-new-invoice.js';

/**
 * Makes an invoice that follows from no quote, as a draft.
 * @throws InvalidInputError
 * @throws NotFoundError when the company or the customer is not there
 */
export async function createInvoice(unit: UnitOfWork, input: CreateInvoiceInput): Promise<Invoice> {
  const { lines, ...fields } = checked(newInvoiceRules, input);
  await requireRow(unit, Company, 'companyId', fields.companyId);
  await requireRow(unit, Customer, 'customerId', fields.customerId);
  return saveNewInvoice(unit, fields, lines);
}
