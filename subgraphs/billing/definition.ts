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
import { eraseKeptCustomers } from './jobs/erase-kept-customers.js';
import { handleDomainEvents } from './jobs/handle-domain-events.js';
import { settleDueDocuments } from './jobs/settle-due-documents.js';
import { CreateBilling } from './migrations/001-create-billing.js';
import { ErasePeople } from './migrations/002-erase-people.js';
import { PersonExport } from './privacy/person-export.js';
import { PersonExportResolver } from './privacy/person-export-resolver.js';
import { CompanyResolver } from './resolvers/company-resolver.js';
import { CustomerResolver } from './resolvers/customer-resolver.js';
import { InterventionResolver } from './resolvers/intervention-resolver.js';
import { InvoiceResolver } from './resolvers/invoice-resolver.js';
import { companyById, customerById, invoiceById, paymentById, quoteById } from './resolvers/loaders.js';
import { PaymentResolver } from './resolvers/payment-resolver.js';
import { QuoteResolver } from './resolvers/quote-resolver.js';

/** Quotes, invoices and payments: what is offered, owed and paid. */
export const billing = {
  name: 'billing',
  schema: 'billing',
  entities: [Company, Customer, Quote, Invoice, Payment, PostalAddress, StoredLine],
  migrations: [
    { name: '001-create-billing', class: CreateBilling },
    { name: '002-erase-people', class: ErasePeople },
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
    PaymentResolver,
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
    Intervention: referenceOfAnother,
    PersonExport: personReference,
  },
  jobs: [handleDomainEvents, settleDueDocuments, eraseKeptCustomers],
} satisfies SubgraphDefinition<SubgraphServices>;
