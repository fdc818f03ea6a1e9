import { z } from 'zod';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import { requireUnreferred } from '../../../platform/service/require-unreferred.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import { Invoice } from '../entities/invoice.js';
import { Quote } from '../entities/quote.js';
import { TermsAcceptance } from '../entities/terms-acceptance.js';

const counted = z.tuple([z.object({ given: z.coerce.number() })]);

/**
 * Deletes a company that never quoted or invoiced. One whose drafts are all deleted stays too: its numbers were given,
 * and are not given again.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when quotes, invoices, their numbers or answers to terms are the company's
 */
export async function deleteCompany(unit: UnitOfWork, id: string, expectedVersion?: number | null): Promise<boolean> {
  const { em } = unit;
  const company = await loadForChange(unit, Company, id, expectedVersion);
  const quotes = await em.count(Quote, { companyId: id });
  const invoices = await em.count(Invoice, { companyId: id });
  const terms = await em.count(TermsAcceptance, { companyId: id });
  const numbers = 'select coalesce(sum(last), 0) as given from billing.number_counters where company_id = ?';
  const [{ given }] = counted.parse(await em.execute(numbers, [id]));
  requireUnreferred('company', { quotes, invoices, 'answers to terms': terms, 'numbers of documents': given });
  em.remove(company);
  await em.flush();
  return true;
}
