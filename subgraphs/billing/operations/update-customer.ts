import { checked, given } from '../../../platform/service/check-input.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Customer } from '../entities/customer.js';
import type { UpdateCustomerInput } from '../resolvers/party-inputs.js';
import { customerRules } from './check-parties.js';
import { saveCustomer } from './save-customer.js';

/**
 * What is left out stays; null empties.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when the contact already is a customer
 * @throws InvalidInputError
 */
export async function updateCustomer(
  unit: UnitOfWork,
  id: string,
  input: UpdateCustomerInput,
  expectedVersion?: number | null,
): Promise<Customer> {
  const customer = await loadForChange(unit, Customer, id, expectedVersion);
  const { kind, name, email, phone, address, contactId } = customer;
  unit.em.assign(customer, checked(customerRules, { kind, name, email, phone, address, contactId, ...given(input) }));
  await unit.emit('customer.changed', { customerId: id });
  return saveCustomer(unit, customer);
}
