import type { JourneySubjectType } from './journey-subject.js';

/** The graph's names of what a journey goes through. */
export const typeNames: Readonly<Record<string, JourneySubjectType>> = {
  Lead: 'lead',
  Contact: 'contact',
  Customer: 'customer',
  TermsAcceptance: 'terms-acceptance',
  Quote: 'quote',
  Invoice: 'invoice',
  Payment: 'payment',
  Intervention: 'intervention',
};

/**
 * Who stands above whom: a person above what is theirs. From a quote one goes up to its customer and on to the lead, and not
 * down again to everything else of that person.
 */
export const heights: Readonly<Record<JourneySubjectType, number>> = {
  lead: 3,
  contact: 2,
  customer: 1,
  'terms-acceptance': 0,
  quote: 0,
  invoice: 0,
  payment: 0,
  intervention: 0,
};

const named = '__typename id';
const withStatus = `${named} status`;
const list = (field: string, filter: string) => `${field}(filter: { ${filter} }, first: 50) { nodes { ${named} } }`;
const linksOf = (field: string, selection: string, more = '') =>
  `query ($id: ID!) { subject: ${field}(id: $id) { ${selection} } ${more} }`;

/** What is linked to a subject of a type: everything with a `__typename` in the answer, the subject itself included. */
export const linkDocuments: Readonly<Record<JourneySubjectType, string>> = {
  lead: linksOf('lead', `${withStatus} contact { ${named} }`),
  contact: linksOf('contact', `${named} leads { ${named} }`, list('customers', 'contactId: $id')),
  customer: linksOf(
    'customer',
    `${named} contact { ${named} }`,
    `${list('quotes', 'customerId: $id')} ${list('invoices', 'customerId: $id')} ${list('termsAcceptances', 'customerId: $id')}`,
  ),
  'terms-acceptance': linksOf('termsAcceptance', `${withStatus} customer { ${named} }`),
  quote: linksOf(
    'quote',
    `${withStatus} customer { ${named} } intervention { ${named} } invoices { ${named} payments { ${named} } }`,
  ),
  invoice: linksOf(
    'invoice',
    `${withStatus} kind customer { ${named} } quote { ${named} } payments { ${named} } creditNotes { ${named} }
     creditedInvoice { ${named} }`,
  ),
  payment: linksOf('payment', `${named} invoice { ${named} }`),
  intervention: linksOf('intervention', withStatus, list('quotes', 'interventionId: $id')),
};
