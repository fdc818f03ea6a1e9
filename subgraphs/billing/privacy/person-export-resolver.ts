import { GraphQLJSON } from 'graphql-scalars';
import { Ctx, Directive, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import { exportedFiles } from '../../../platform/files/exported-files.js';
import { emailDigest } from '../../../platform/service/email-digest.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { Customer } from '../entities/customer.js';
import { Invoice } from '../entities/invoice.js';
import { Payment } from '../entities/payment.js';
import { Quote } from '../entities/quote.js';
import { TermsAcceptance } from '../entities/terms-acceptance.js';
import { customersOfPerson, type KnownPerson } from './customers-of-person.js';
import { idsOfCustomers } from './ids-of-customers.js';
import { PersonExport } from './person-export.js';

/** What billing holds on a person. */
@Resolver(() => PersonExport)
export class PersonExportResolver {
  @Directive('@requires(fields: "email interventionIds contactIds")')
  @FieldResolver(() => [ID], { description: 'The customers that are the person, and all of theirs, by id.' })
  async billingIds(@Ctx() { em }: RequestContext, @Root() person: PersonExport): Promise<string[]> {
    return idsOfCustomers(em, await customersOfPerson(em, knownFrom(person)));
  }

  @Directive('@requires(fields: "email interventionIds contactIds")')
  @FieldResolver(() => GraphQLJSON, { description: 'Customers, quotes, invoices, payments and answers to terms.' })
  async billing(
    @Ctx() { em, services: { files } }: RequestContext<SubgraphServices>,
    @Root() person: PersonExport,
  ): Promise<object> {
    const customers = await em.find(Customer, { id: { $in: await customersOfPerson(em, knownFrom(person)) } });
    const theirs = { customerId: { $in: customers.map(({ id }) => id) } };
    const quotes = await em.find(Quote, theirs);
    const invoices = await em.find(Invoice, theirs);
    const terms = await em.find(TermsAcceptance, theirs);
    const payments = await em.find(Payment, { invoiceId: { $in: invoices.map(({ id }) => id) } });
    const linked = (type: 'quote' | 'invoice', rows: readonly { id: string }[]) =>
      exportedFiles(
        em,
        files,
        type,
        rows.map(({ id }) => id),
      );
    return {
      files: [...(await linked('quote', quotes)), ...(await linked('invoice', invoices))],
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
      terms: terms.map(
        ({ id, title, termsVersion, status, acceptedAt, acceptedBy, evidence, declinedAt, declineReason }) => ({
          id,
          title,
          termsVersion,
          status,
          acceptedAt,
          acceptedBy,
          evidence,
          declinedAt,
          declineReason,
        }),
      ),
    };
  }
}

const knownFrom = ({ email, interventionIds = [], contactIds = [] }: PersonExport): KnownPerson => ({
  emailDigest: email == null ? null : emailDigest(email),
  interventionIds,
  contactIds,
});

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
