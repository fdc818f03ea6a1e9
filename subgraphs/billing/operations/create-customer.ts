import { checked } from '../../../platform/service/check-input.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Customer } from '../entities/customer.js';
import type { CreateCustomerInput } from '../resolvers/party-inputs.js';
import { customerRules } from './check-parties.js';
import { saveCustomer } from './save-customer.js';

/**
 * @throws InvalidInputError
 * @throws ConflictError when the contact already is a customer
 */
export function createCustomer(unit: UnitOfWork, input: CreateCustomerInput): Promise<Customer> {
  const customer = unit.em.create(Customer, {
    ...checked(customerRules, input),
    organizationId: unit.caller.organizationId,
    createdAt: unit.now(),
  });
  return saveCustomer(unit, customer);
}
