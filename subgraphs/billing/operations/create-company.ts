import { checked } from '../../../platform/service/check-input.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import type { CreateCompanyInput } from '../resolvers/company-inputs.js';
import { companyRules } from './check-parties.js';

/** @throws InvalidInputError */
export async function createCompany(unit: UnitOfWork, input: CreateCompanyInput): Promise<Company> {
  return unit.em.create(Company, {
    ...checked(companyRules, input),
    organizationId: unit.caller.organizationId,
    createdAt: unit.now(),
  });
}
