import {
  ConvertLeadDocument,
  CreateLeadDocument,
  DeleteLeadDocument,
  LeadDocument,
  LeadsDocument,
  LoseLeadDocument,
  QualifyLeadDocument,
  UpdateLeadDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/leads';
const tag = 'Leads';
const read = { tag, scopes: ['marketing:read'], audit: onlyReads } as const;
const write = { tag, scopes: ['marketing:write'] } as const;

/** Contacts' interests, followed up until they are won or lost. */
export const leadRoutes: readonly Route[] = [
  route({ ...read, method: 'GET', path, summary: 'Lists leads.', document: LeadsDocument }),
  route({
    ...write,
    method: 'POST',
    path,
    summary: 'Makes a lead.',
    audit: 'lead.created',
    document: CreateLeadDocument,
    status: 201,
    place: path,
    example: { contactId: '01990000-0000-7000-8000-000000000004', source: 'website', score: 40 },
  }),
  route({ ...read, method: 'GET', path: `${path}/:id`, summary: 'Shows a lead.', document: LeadDocument }),
  route({
    ...write,
    method: 'PATCH',
    path: `${path}/:id`,
    summary: 'Changes what is given of a lead that is followed up; null empties.',
    audit: 'lead.updated',
    document: UpdateLeadDocument,
    example: { score: 55 },
  }),
  route({
    ...write,
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Deletes a lead that was not won.',
    audit: 'lead.deleted',
    document: DeleteLeadDocument,
    status: 204,
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/qualify`,
    summary: 'Notes that the interest is real.',
    audit: 'lead.qualified',
    document: QualifyLeadDocument,
    example: { score: 70 },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/lose`,
    summary: 'Notes that nothing comes of it.',
    audit: 'lead.lost',
    document: LoseLeadDocument,
    example: { reason: 'Chose another company' },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/convert`,
    summary: 'Notes that the lead is won: its contact is a client now, and a customer in billing.',
    audit: 'lead.converted',
    document: ConvertLeadDocument,
  }),
];
