import { z } from 'zod';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';

const counted = z.object({ last: z.int() });

/** The year as the companies' books have it, also in the first hour of January. */
const bookYear = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Paris', year: 'numeric' });

/**
 * The next number of a company and year, like FAC-2025-0001. The counter stays locked until the transaction ends, and
 * one that rolls back gives its number back: there is never a gap.
 */
export async function nextNumber(
  unit: UnitOfWork,
  companyId: string,
  kind: 'quote' | 'invoice' | 'credit-note',
  prefix: string,
): Promise<string> {
  const year = bookYear.format(unit.now());
  const row = await unit.em.execute(
    `insert into billing.number_counters as counter (organization_id, company_id, kind, year, last)
     values (?, ?, ?, ?, 1)
     on conflict (company_id, kind, year) do update set last = counter.last + 1
     returning last`,
    [unit.caller.organizationId, companyId, kind, Number(year)],
    'get',
  );
  return `${prefix}-${year}-${String(counted.parse(row).last).padStart(4, '0')}`;
}
