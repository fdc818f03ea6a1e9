import { ObjectType } from 'type-graphql';
import { connectionOf } from '../../../platform/service/pagination.js';
import { Company } from '../entities/company.js';
import { Customer } from '../entities/customer.js';
import { Invoice } from '../entities/invoice.js';
import { Payment } from '../entities/payment.js';
import { Quote } from '../entities/quote.js';
import { TermsAcceptance } from '../entities/terms-acceptance.js';

const companies = connectionOf(Company);

@ObjectType()
export class CompanyEdge extends companies.Edge {}

@ObjectType()
export class CompanyConnection extends companies.connection(CompanyEdge) {}

const customers = connectionOf(Customer);

@ObjectType()
export class CustomerEdge extends customers.Edge {}

@ObjectType()
export class CustomerConnection extends customers.connection(CustomerEdge) {}

const quotes = connectionOf(Quote);

@ObjectType()
export class QuoteEdge extends quotes.Edge {}

@ObjectType()
export class QuoteConnection extends quotes.connection(QuoteEdge) {}

const invoices = connectionOf(Invoice);

@ObjectType()
export class InvoiceEdge extends invoices.Edge {}

@ObjectType()
export class InvoiceConnection extends invoices.connection(InvoiceEdge) {}

const payments = connectionOf(Payment);

@ObjectType()
export class PaymentEdge extends payments.Edge {}

@ObjectType()
export class PaymentConnection extends payments.connection(PaymentEdge) {}

const termsAcceptances = connectionOf(TermsAcceptance);

@ObjectType()
export class TermsAcceptanceEdge extends termsAcceptances.Edge {}

@ObjectType()
export class TermsAcceptanceConnection extends termsAcceptances.connection(TermsAcceptanceEdge) {}
