import { type AuditTable, notAudited } from '../../platform/audit/declarations.js';

/** What the audit log says of everything that can be done here. */
export const audit = {
  mutations: {
    createCompany: 'company.created',
    updateCompany: 'company.updated',
    deleteCompany: 'company.deleted',
    createCustomer: 'customer.created',
    updateCustomer: 'customer.updated',
    deleteCustomer: 'customer.deleted',
    createInvoice: 'invoice.created',
    createInvoiceFromQuote: 'invoice.created',
    updateInvoice: 'invoice.updated',
    deleteInvoice: 'invoice.deleted',
    sendInvoice: 'invoice.sent',
    markInvoiceViewed: 'invoice.viewed',
    cancelInvoice: 'invoice.cancelled',
    archiveInvoice: 'invoice.archived',
    recordPayment: 'payment.recorded',
    createQuote: 'quote.created',
    updateQuote: 'quote.updated',
    deleteQuote: 'quote.deleted',
    sendQuote: 'quote.sent',
    markQuoteViewed: 'quote.viewed',
    signQuote: 'quote.signed',
    rejectQuote: 'quote.rejected',
  },
  personalReads: ['customer', 'customers'],
  // Whatever people write in freely; the log cannot be made to forget it.
  personal: [
    'name',
    'title',
    'description',
    'signedBy',
    'reason',
    'rejectionReason',
    'cancellationReason',
    'reference',
  ],
  jobs: {
    'domain-events-billing': notAudited('It follows from what is on record where it was done.'),
    'billing-erase-kept-customers': notAudited('It ends what an erasure, which is on record, had begun.'),
    'billing-settle-due-documents': notAudited(
      'It follows from dates that are on record; each change is a sync event.',
    ),
  },
} satisfies AuditTable;
