import {
  CancelSignatureDocument,
  RemindSignatureDocument,
  RequestQuoteSignatureDocument,
  RequestTermsSignatureDocument,
  SignatureEmbedUrlDocument,
  SignatureStatusDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/integrations/docuseal/signature';
const tag = 'DocuSeal';
const write = { tag, scopes: ['integrations:write'] } as const;
const wholeBody = 'Everything in the body may be left out.';

/** Signatures (requirements 003); how they come about is the same whoever the vendor is. */
export const docusealRoutes: readonly Route[] = [
  route({
    ...write,
    method: 'POST',
    path: `${path}/quote/:id`,
    summary: 'Asks for a quote to be signed; while one request is open, that one is answered.',
    description: wholeBody,
    audit: 'signature.requested',
    document: RequestQuoteSignatureDocument,
    status: 202,
    example: { level: 'SES', message: 'Merci de signer ce devis.' },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/cgv/:id`,
    summary: 'Asks for general terms to be accepted; the id is that of the terms acceptance.',
    description: wholeBody,
    audit: 'signature.requested',
    document: RequestTermsSignatureDocument,
    status: 202,
    example: { level: 'SES' },
  }),
  route({
    tag,
    method: 'GET',
    path: `${path}/:id/status`,
    summary: 'How far a signature has come.',
    scopes: ['integrations:read'],
    audit: onlyReads,
    document: SignatureStatusDocument,
  }),
  route({
    tag,
    method: 'GET',
    path: `${path}/:id/embed`,
    summary: 'Where a signer signs, for a frame in a page; null when nobody is to sign.',
    scopes: ['integrations:read', 'integrations:write'],
    audit: onlyReads,
    document: SignatureEmbedUrlDocument,
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/cancel`,
    summary: 'Takes a request for a signature back.',
    audit: 'signature.cancel-requested',
    document: CancelSignatureDocument,
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/remind`,
    summary: 'Reminds who is to sign; three times at most.',
    audit: 'signature.reminder-requested',
    document: RemindSignatureDocument,
  }),
];
