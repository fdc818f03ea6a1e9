import { GraphQLJSON } from 'graphql-scalars';
import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { emailDigest } from '../../../platform/service/email-digest.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Customer } from '../entities/customer.js';
import { Invoice } from '../entities/invoice.js';
import { Payment } from '../entities/payment.js';
import { Quote } from '../entities/quote.js';
import { customersOfPerson } from './customers-of-person.js';
import { PersonExport } from './person-export.js';

/** What billing holds on a person. */
@Resolver(() => PersonExport)
export class PersonExportResolver {
  @Directive('@requires(fields: "email interventionIds contactIds")')
  @FieldResolver(() => GraphQLJSON, { description: 'Customers, quotes, invoices and payments.' })
  async billing(@Ctx() { em }: RequestContext, @Root() person: PersonExport): Promise<object> {
    const { email, interventionIds = [], contactIds = [] } = person;
    const known = { emailDigest: email == null ? null : emailDigest(email), interventionIds, contactIds };
    const customers = await em.find(Customer, { id: { $in: await customersOfPerson(em, known) } });
    const theirs = { customerId: { $in: customers.map(({ id }) => id) } };
    const quotes = await em.find(Quote, theirs);
    const invoices = await em.find(Invoice, theirs);
    const payments = await em.find(Payment, { invoiceId: { $in: invoices.map(({ id }) => id) } });
    return {
      customers: customers.map(({ id, kind, name, email: address, phone, address: home, contactId }) => ({
        id,
        kind,
        name,
        email: address,
        phone,
        address: home,
        contactId,
      })),
      quotes: quotes.map((quote) => ({
        ...documentOf(quote),
        interventionId: quote.interventionId,
        sentAt: quote.sentAt,
        signedAt: quote.signedAt,
        signedBy: quote.signedBy,
        rejectedAt: quote.rejectedAt,
        rejectionReason: quote.rejectionReason,
      })),
      invoices: invoices.map((invoice) => ({
        ...documentOf(invoice),
        quoteId: invoice.quoteId,
        issuedAt: invoice.issuedAt,
        dueAt: invoice.dueAt,
        paidAt: invoice.paidAt,
        cancelledAt: invoice.cancelledAt,
        cancellationReason: invoice.cancellationReason,
        paid: invoice.paid,
      })),
      payments: payments.map(({ id, invoiceId, amount, method, receivedAt, reference }) => ({
        id,
        invoiceId,
        amount,
        method,
        receivedAt,
        reference,
      })),
    };
  }
}

const documentOf = ({ id, customerId, number, status, title, notes, lines, totals, createdAt }: Quote | Invoice) => ({
  id,
  customerId,
  number,
  status,
  title,
  notes,
  lines,
  totals,
  createdAt,
});
