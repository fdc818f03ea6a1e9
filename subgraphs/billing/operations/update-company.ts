import { wrap } from '@mikro-orm/core';
import { checked, given } from '../../../platform/service/check-input.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import type { UpdateCompanyInput } from '../resolvers/company-inputs.js';
import { companyRules } from './check-parties.js';

/**
 * What is left out stays; null empties. The rules are held by the company as it will be: a SIRET has to go with a
 * SIREN that was there before.
 *
 * @throws NotFoundError
 * @throws ConflictError on a stale version
 * @throws InvalidInputError
 */
export async function updateCompany(
  unit: UnitOfWork,
  id: string,
  input: UpdateCompanyInput,
  expectedVersion?: number | null,
): Promise<Company> {
  const company = await loadForChange(unit, Company, id, expectedVersion);
  unit.em.assign(company, checked(companyRules, { ...wrap(company).toPOJO(), ...given(input) }));
  await unit.em.flush();
  return company;
}
