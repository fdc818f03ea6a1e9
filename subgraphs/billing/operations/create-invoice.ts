import { checked } from '../../../platform/service/check-input.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import { Customer } from '../entities/customer.js';
import type { Invoice } from '../entities/invoice.js';
import type { CreateInvoiceInput } from '../resolvers/document-inputs.js';
import { newInvoiceRules } from './check-document.js';
import { refuseVat } from './refuse-vat.js';
import { saveNewInvoice } from './save-new-invoice.js';

/**
 * Makes an invoice that follows from no quote, as a draft.
 * @throws InvalidInputError also when a company that is exempt charges VAT
 * @throws NotFoundError when the company or the customer is not there
 */
export async function createInvoice(unit: UnitOfWork, input: CreateInvoiceInput): Promise<Invoice> {
  const { lines, ...fields } = checked(newInvoiceRules, input);
  const company = await requireRow(unit, Company, fields.companyId, { field: 'companyId' });
  await requireRow(unit, Customer, fields.customerId, { field: 'customerId' });
  refuseVat(company, lines);
  return saveNewInvoice(unit, fields, lines);
}
