import { NotFoundError } from '../../../platform/errors/errors.js';
import {
  ContactConsentsDocument,
  ContactDocument,
  ContactsDocument,
  CreateContactDocument,
  DeleteContactDocument,
  RecordConsentDocument,
  UpdateContactDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/contacts';
const tag = 'Contacts';
const read = { tag, scopes: ['marketing:read'], audit: onlyReads } as const;
const write = { tag, scopes: ['marketing:write'] } as const;

/** People the organization is in touch with, and what they consent to. */
export const contactRoutes: readonly Route[] = [
  route({ ...read, method: 'GET', path, summary: 'Lists contacts.', document: ContactsDocument }),
  route({
    ...write,
    method: 'POST',
    path,
    summary: 'Makes a contact.',
    audit: 'contact.created',
    document: CreateContactDocument,
    status: 201,
    place: path,
    example: { firstName: 'Camille', lastName: 'Durand', email: 'camille@durand.example', tags: ['newsletter'] },
  }),
  route({ ...read, method: 'GET', path: `${path}/:id`, summary: 'Shows a contact.', document: ContactDocument }),
  route({
    ...write,
    method: 'PATCH',
    path: `${path}/:id`,
    summary: 'Changes what is given of a contact; null empties, tags replace all tags.',
    audit: 'contact.updated',
    document: UpdateContactDocument,
    example: { phone: '+33612345678' },
  }),
  route({
    ...write,
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Deletes a contact who is no client, and has no leads and no consents.',
    audit: 'contact.deleted',
    document: DeleteContactDocument,
    status: 204,
  }),
  route({
    ...read,
    method: 'GET',
    path: `${path}/:id/consents`,
    summary: 'Every word on every purpose, the last written down first.',
    document: ContactConsentsDocument,
    body({ contact }) {
      if (!contact) throw new NotFoundError('There is no such contact.');
      const { nodes, ...page } = contact.consentHistory;
      return { consents: nodes, ...page };
    },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/consents`,
    summary: 'Writes down that a contact consents to something, or with granted false that they do not.',
    audit: 'consent.recorded',
    document: RecordConsentDocument,
    status: 201,
    example: { purpose: 'EMAIL_MARKETING', source: 'web-form', granted: true },
  }),
];
