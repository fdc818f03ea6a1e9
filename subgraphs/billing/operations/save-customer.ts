import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { ConflictError } from '../../../platform/errors/errors.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Customer } from '../entities/customer.js';

/** @throws ConflictError when the contact already is a customer */
export async function saveCustomer(unit: UnitOfWork, customer: Customer): Promise<Customer> {
  try {
    await unit.em.flush();
    return customer;
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw new ConflictError(`The contact ${customer.contactId} already is a customer.`, {
      cause: error,
      details: { field: 'contactId' },
    });
  }
}
