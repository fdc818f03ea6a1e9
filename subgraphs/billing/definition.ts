import { personReference, referenceBy, referenceOfAnother } from '../../platform/service/references.js';
import type { SubgraphDefinition } from '../../platform/service/subgraph-definition.js';
import type { SubgraphServices } from '../../platform/service/subgraph-service.js';
import { audit } from './audit.js';
import { Company } from './entities/company.js';
import { Contact } from './entities/contact.js';
import { Customer } from './entities/customer.js';
import { Intervention } from './entities/intervention.js';
import { Invoice } from './entities/invoice.js';
import { StoredLine } from './entities/line.js';
import { Payment } from './entities/payment.js';
import { PostalAddress } from './entities/postal-address.js';
import { Quote } from './entities/quote.js';
import { TermsAcceptance } from './entities/terms-acceptance.js';
import { eraseKeptCustomers } from './jobs/erase-kept-customers.js';
import { handleDomainEvents } from './jobs/handle-domain-events.js';
import { invoiceSignedQuotes } from './jobs/invoice-signed-quotes.js';
import { sendReminders } from './jobs/send-reminders.js';
import { settleDueDocuments } from './jobs/settle-due-documents.js';
import { CreateBilling } from './migrations/001-create-billing.js';
import { ErasePeople } from './migrations/002-erase-people.js';
import { CompleteBilling } from './migrations/003-complete-billing.js';
import { InvoiceSignedQuotes } from './migrations/004-invoice-signed-quotes.js';
import { KeepErasedCustomers } from './migrations/005-keep-erased-customers.js';
import { DelayInvoices } from './migrations/006-delay-invoices.js';
import { PersonExport } from './privacy/person-export.js';
import { PersonExportResolver } from './privacy/person-export-resolver.js';
import { CompanyResolver } from './resolvers/company-resolver.js';
import { CustomerResolver } from './resolvers/customer-resolver.js';
import { InterventionResolver } from './resolvers/intervention-resolver.js';
import { InvoiceResolver } from './resolvers/invoice-resolver.js';
import {
  companyById,
  customerById,
  invoiceById,
  paymentById,
  quoteById,
  termsAcceptanceById,
} from './resolvers/loaders.js';
import { PaymentResolver } from './resolvers/payment-resolver.js';
import { QuoteInvoicesResolver } from './resolvers/quote-invoices-resolver.js';
import { QuoteResolver } from './resolvers/quote-resolver.js';
import { TermsResolver } from './resolvers/terms-resolver.js';

/** Quotes, invoices and payments: what is offered, owed and paid. */
export const billing = {
  name: 'billing',
  schema: 'billing',
  entities: [Company, Customer, Quote, Invoice, Payment, TermsAcceptance, PostalAddress, StoredLine],
  migrations: [
    { name: '001-create-billing', class: CreateBilling },
    { name: '002-erase-people', class: ErasePeople },
    { name: '003-complete-billing', class: CompleteBilling },
    { name: '004-invoice-signed-quotes', class: InvoiceSignedQuotes },
    { name: '005-keep-erased-customers', class: KeepErasedCustomers },
    { name: '006-delay-invoices', class: DelayInvoices },
  ],
  access: {
    shows: ['billing:read', 'billing:write'],
    adds: 'billing:read',
    foreign: ['Intervention', 'Contact'],
  },
  audit,
  resolvers: [
    CompanyResolver,
    CustomerResolver,
    QuoteResolver,
    InvoiceResolver,
    QuoteInvoicesResolver,
    PaymentResolver,
    TermsResolver,
    InterventionResolver,
    PersonExportResolver,
  ],
  orphanedTypes: [Intervention, Contact, PersonExport],
  references: {
    Company: referenceBy(companyById),
    Customer: referenceBy(customerById),
    Quote: referenceBy(quoteById),
    Invoice: referenceBy(invoiceById),
    Payment: referenceBy(paymentById),
    TermsAcceptance: referenceBy(termsAcceptanceById),
    Intervention: referenceOfAnother,
    PersonExport: personReference,
  },
  jobs: [handleDomainEvents, settleDueDocuments, invoiceSignedQuotes, sendReminders, eraseKeptCustomers],
} satisfies SubgraphDefinition<SubgraphServices>;
