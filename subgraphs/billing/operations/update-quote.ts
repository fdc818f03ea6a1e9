import { checked, given } from '../../../platform/service/check-input.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import { Customer } from '../entities/customer.js';
import { Quote } from '../entities/quote.js';
import type { UpdateQuoteInput } from '../resolvers/document-inputs.js';
import { quoteChangeRules } from './check-document.js';
import { refuseVat } from './refuse-vat.js';
import { requireDraft } from './require-draft.js';
import { withLines } from './with-lines.js';

/**
 * Changes a draft; what is left out stays, null empties, lines replace all lines.
 * @throws NotFoundError when the quote or its new customer is not there
 * @throws ConflictError on a stale version, or when the quote is no draft any more
 * @throws InvalidInputError
 */
export async function updateQuote(
  unit: UnitOfWork,
  id: string,
  input: UpdateQuoteInput,
  expectedVersion?: number | null,
): Promise<Quote> {
  const { lines, ...fields } = given(checked(quoteChangeRules, given(input)));
  const quote = await loadForChange(unit, Quote, id, expectedVersion);
  requireDraft(quote, 'changed');
  if (fields.customerId) await requireRow(unit, Customer, fields.customerId, { field: 'customerId' });
  if (lines) refuseVat(await requireRow(unit, Company, quote.companyId), lines);
  unit.em.assign(quote, { ...fields, ...(lines && withLines(lines)) });
  await unit.em.flush();
  return quote;
}
