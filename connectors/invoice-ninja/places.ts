import type { DocumentKind } from './wire.js';

/**
 * Our credit notes are invoices, and another kind of thing there: what they are called here says which. An invoice is
 * `Opnel5aKBz`, a credit note `credits/Opnel5aKBz`.
 */
export const invoicePlace = (externalId: string): { kind: 'invoices' | 'credits'; id: string } =>
  externalId.startsWith('credits/')
    ? { kind: 'credits', id: externalId.slice('credits/'.length) }
    : { kind: 'invoices', id: externalId };

/** What a document there is called here. */
export const placeName = (kind: DocumentKind, id: string): string => (kind === 'credits' ? `credits/${id}` : id);

/** The name that e-mails and downloads have for the kind. */
export const entityOf = (kind: 'invoices' | 'credits'): 'invoice' | 'credit' =>
  kind === 'credits' ? 'credit' : 'invoice';
