import { NotFoundError } from '../../../platform/errors/errors.js';
import {
  BackfillDocument,
  CreatePartnerDocument,
  DeletePartnerDocument,
  PartnerBackfillsDocument,
  PartnerDocument,
  PartnerOperationsDocument,
  PartnersDocument,
  PreviewBackfillDocument,
  RegisterPartnerOperationDocument,
  RemovePartnerOperationDocument,
  StartBackfillDocument,
  UpdatePartnerDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/partners';
const backfills = '/api/v1/backfills';
const tag = 'Partners';
const read = { tag, scopes: ['integrations:read'], audit: onlyReads } as const;
const operate = { tag, scopes: ['integrations:write'] } as const;
const admin = { tag, scopes: ['connections:admin'] } as const;

/** January. */
const time = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' };

/** Third parties that get dossiers. */
export const partnerRoutes: readonly Route[] = [
  route({
    ...read,
    method: 'GET',
    path,
    summary: 'Lists partners, oldest first; never their credentials.',
    document: PartnersDocument,
  }),
  route({
    ...admin,
    method: 'POST',
    path,
    summary: 'Makes a partner; it gets nothing before it is authorised.',
    audit: 'partner.created',
    document: CreatePartnerDocument,
    status: 201,
    place: path,
    example: {
      name: 'Énergie Partagée',
      baseUrl: 'https://partner.example',
      credentials: { clientId: 'client', clientSecret: 'secret' },
      allowedFields: [
        ...['customer', 'installation', 'services', 'equipment', 'documents.type', 'documents.url'],
        ...['completion_date', 'external_id'],
      ],
      subscription: { departments: ['75', '2A'] },
    },
  }),
  route({
    ...read,
    method: 'GET',
    path: `${path}/:id`,
    summary: 'Shows a partner; never its credentials.',
    document: PartnerDocument,
  }),
  route({
    ...admin,
    method: 'PATCH',
    path: `${path}/:id`,
    summary: 'Changes what is given of a partner; a subscription takes the place of the whole one.',
    audit: 'partner.updated',
    document: UpdatePartnerDocument,
    example: { authorised: true },
  }),
  route({
    ...admin,
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Ends what is shared with a partner.',
    description: 'One that was never sent anything is gone; any other stays for its records, no longer authorised.',
    audit: 'partner.deleted',
    document: DeletePartnerDocument,
    status: 204,
  }),
  route({
    ...read,
    method: 'GET',
    path: `${path}/:id/operations`,
    summary: 'Lists the operations that a partner may send by their documentId, by name.',
    description: '`fault` says why one would not be answered any more; `fits=false` lists those alone.',
    document: PartnerOperationsDocument,
    body({ partner }) {
      if (!partner) throw new NotFoundError('There is no such partner.');
      return { operations: partner.operations };
    },
  }),
  route({
    ...admin,
    method: 'POST',
    path: `${path}/:id/operations`,
    summary: 'Registers an operation for a partner; the same document again gets the new name.',
    description: 'With `safelistOnly` the partner is answered such operations alone.',
    audit: 'partner.operation-registered',
    document: RegisterPartnerOperationDocument,
    status: 201,
    example: { name: 'Terms', document: 'query Terms { distribution { name authorised } }' },
  }),
  route({
    ...admin,
    method: 'DELETE',
    path: `${path}/:id/operations/:documentId`,
    summary: 'Takes an operation from what a partner may send.',
    audit: 'partner.operation-removed',
    document: RemovePartnerOperationDocument,
    status: 204,
  }),
  route({
    ...read,
    method: 'POST',
    path: `${path}/:id/backfills/preview`,
    summary: 'Counts the dossiers of a time that a backfill would send; nothing is sent.',
    document: PreviewBackfillDocument,
    example: time,
  }),
  route({
    ...operate,
    method: 'POST',
    path: `${path}/:id/backfills`,
    summary: 'Sends a partner the published dossiers of a time that it was never sent, 20 a second at most.',
    description: 'When there are not as many as `expectedCount`, nothing is done.',
    audit: 'partner.backfill-started',
    document: StartBackfillDocument,
    status: 202,
    place: backfills,
    example: { ...time, expectedCount: 0 },
  }),
  route({
    ...read,
    method: 'GET',
    path: `${path}/:id/backfills`,
    summary: 'Lists a partner’s backfills, newest first.',
    document: PartnerBackfillsDocument,
    body({ partner }) {
      if (!partner) throw new NotFoundError('There is no such partner.');
      const { nodes, ...page } = partner.backfills;
      return { backfills: nodes, ...page };
    },
  }),
  route({
    ...read,
    method: 'GET',
    path: `${backfills}/:id`,
    summary: 'Shows how far a backfill has come.',
    document: BackfillDocument,
  }),
];
