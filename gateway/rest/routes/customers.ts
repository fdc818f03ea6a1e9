import {
  CreateCustomerDocument,
  CustomerDocument,
  CustomersDocument,
  DeleteCustomerDocument,
  UpdateCustomerDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/customers';
const tag = 'Customers';
const read = { tag, scopes: ['billing:read'], audit: onlyReads } as const;
const write = { tag, scopes: ['billing:write'] } as const;

/** Who quotes and invoices are for. */
export const customerRoutes: readonly Route[] = [
  route({ ...read, method: 'GET', path, summary: 'Lists customers.', document: CustomersDocument }),
  route({
    ...write,
    method: 'POST',
    path,
    summary: 'Makes a customer.',
    audit: 'customer.created',
    document: CreateCustomerDocument,
    status: 201,
    place: path,
    example: { kind: 'PERSON', name: 'Camille Durand', email: 'camille@durand.example', phone: '+33612345678' },
  }),
  route({ ...read, method: 'GET', path: `${path}/:id`, summary: 'Shows a customer.', document: CustomerDocument }),
  route({
    ...write,
    method: 'PATCH',
    path: `${path}/:id`,
    summary: 'Changes what is given of a customer; null empties.',
    audit: 'customer.updated',
    document: UpdateCustomerDocument,
    example: { phone: '+33698765432' },
  }),
  route({
    ...write,
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Deletes a customer who was never quoted or invoiced.',
    audit: 'customer.deleted',
    document: DeleteCustomerDocument,
    status: 204,
  }),
];
