import { checked } from '../../../platform/service/check-input.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import { Customer } from '../entities/customer.js';
import { Quote } from '../entities/quote.js';
import { QuoteStatus } from '../entities/quote-status.js';
import type { CreateQuoteInput } from '../resolvers/document-inputs.js';
import { newQuoteRules } from './check-document.js';
import { quoteFacts } from './event-facts.js';
import { nextNumber } from './next-number.js';
import { refuseVat } from './refuse-vat.js';
import { withLines } from './with-lines.js';

/**
 * Makes a quote, as a draft.
 * @throws InvalidInputError also when a company that is exempt charges VAT
 * @throws NotFoundError when the company or the customer is not there
 */
export async function createQuote(unit: UnitOfWork, input: CreateQuoteInput): Promise<Quote> {
  const { lines, ...fields } = checked(newQuoteRules, input);
  const company = await requireRow(unit, Company, fields.companyId, { field: 'companyId' });
  await requireRow(unit, Customer, fields.customerId, { field: 'customerId' });
  refuseVat(company, lines);
  const quote = unit.em.create(Quote, {
    ...fields,
    ...withLines(lines),
    status: QuoteStatus.DRAFT,
    number: await nextNumber(unit, company.id, 'quote', 'QUO'),
    organizationId: unit.caller.organizationId,
    createdAt: unit.now(),
  });
  await unit.em.flush();
  await unit.emit('quote.status-changed', { ...(await quoteFacts(unit, quote)), from: null, to: quote.status });
  return quote;
}
