import {
  CompaniesDocument,
  CompanyDocument,
  CreateCompanyDocument,
  DeleteCompanyDocument,
  UpdateCompanyDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/companies';
const tag = 'Companies';
const read = { tag, scopes: ['billing:read'], audit: onlyReads } as const;
const write = { tag, scopes: ['billing:write'] } as const;

/** The organization's own companies: who quotes and invoices are from. */
export const companyRoutes: readonly Route[] = [
  route({ ...read, method: 'GET', path, summary: 'Lists companies.', document: CompaniesDocument }),
  route({
    ...write,
    method: 'POST',
    path,
    summary: 'Makes a company.',
    audit: 'company.created',
    document: CreateCompanyDocument,
    status: 201,
    place: path,
    example: {
      name: 'Rénov Lyon',
      siren: '732829320',
      address: { street: '10 quai Perrache', postalCode: '69002', city: 'Lyon' },
    },
  }),
  route({ ...read, method: 'GET', path: `${path}/:id`, summary: 'Shows a company.', document: CompanyDocument }),
  route({
    ...write,
    method: 'PATCH',
    path: `${path}/:id`,
    summary: 'Changes what is given of a company; null empties.',
    audit: 'company.updated',
    document: UpdateCompanyDocument,
    example: { name: 'Rénov Rhône' },
  }),
  route({
    ...write,
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Deletes a company that never quoted or invoiced.',
    audit: 'company.deleted',
    document: DeleteCompanyDocument,
    status: 204,
  }),
];
