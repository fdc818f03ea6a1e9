import type { BillingDocument } from './billing-document.js';

const titles: Readonly<Record<BillingDocument['kind'], string>> = {
  QUOTE: 'Devis',
  STANDARD: 'Facture',
  DEPOSIT: 'Facture d’acompte',
  REST: 'Facture de solde',
  CREDIT_NOTE: 'Avoir',
};

export const titleOf = ({ kind }: BillingDocument): string => titles[kind];

/** The document with its number, as a heading and as the file's title. */
export const nameOf = (document: BillingDocument): string =>
  `${titleOf(document)} ${document.number === null ? '(brouillon)' : `n° ${document.number}`}`;
