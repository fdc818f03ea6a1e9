import { z } from 'zod';
import { checked } from '../../../platform/service/check-input.js';
import { id, text } from '../../../platform/service/input-rules.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import { Customer } from '../entities/customer.js';
import { TermsAcceptance } from '../entities/terms-acceptance.js';
import { TermsStatus } from '../entities/terms-status.js';
import type { CreateTermsAcceptanceInput } from '../resolvers/terms-inputs.js';
import { tellOfTerms } from './move-terms-status.js';

const rules = z.object({ companyId: id, customerId: id, title: text(200), termsVersion: text(100) });

/**
 * Puts a company's general terms to a customer.
 * @throws InvalidInputError
 * @throws NotFoundError when the company or the customer is not there
 */
export async function createTermsAcceptance(
  unit: UnitOfWork,
  input: CreateTermsAcceptanceInput,
): Promise<TermsAcceptance> {
  const fields = checked(rules, input);
  await requireRow(unit, Company, fields.companyId, { field: 'companyId' });
  await requireRow(unit, Customer, fields.customerId, { field: 'customerId' });
  const terms = unit.em.create(TermsAcceptance, {
    ...fields,
    status: TermsStatus.PENDING,
    organizationId: unit.caller.organizationId,
    createdAt: unit.now(),
  });
  await unit.em.flush();
  await tellOfTerms(unit, terms, null);
  return terms;
}
