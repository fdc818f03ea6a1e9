import {
  AcceptTermsDocument,
  CreateTermsAcceptanceDocument,
  DeclineTermsDocument,
  TermsAcceptanceDocument,
  TermsAcceptancesDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/terms-acceptances';
const tag = 'Terms';
const read = { tag, scopes: ['billing:read'], audit: onlyReads } as const;
const write = { tag, scopes: ['billing:write'] } as const;

/** What customers answer to general terms (CGV). */
export const termsAcceptanceRoutes: readonly Route[] = [
  route({ ...read, method: 'GET', path, summary: 'Lists answers to terms.', document: TermsAcceptancesDocument }),
  route({
    ...write,
    method: 'POST',
    path,
    summary: 'Puts a company’s general terms to a customer, to be accepted.',
    audit: 'terms.created',
    document: CreateTermsAcceptanceDocument,
    status: 201,
    place: path,
    example: {
      companyId: '01990000-0000-7000-8000-000000000001',
      customerId: '01990000-0000-7000-8000-000000000002',
      termsVersion: '2025-06',
    },
  }),
  route({
    ...read,
    method: 'GET',
    path: `${path}/:id`,
    summary: 'Shows an answer to terms.',
    document: TermsAcceptanceDocument,
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/accept`,
    summary: 'Notes that the customer accepted them; now, unless told when.',
    audit: 'terms.accepted',
    document: AcceptTermsDocument,
    example: { acceptedBy: 'Marie Curie', evidence: 'Signed on paper at the visit' },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/decline`,
    summary: 'Notes that the customer does not accept them.',
    audit: 'terms.declined',
    document: DeclineTermsDocument,
    example: { reason: 'Wants to see a lawyer' },
  }),
];
