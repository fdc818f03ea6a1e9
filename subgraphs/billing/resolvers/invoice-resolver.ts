import { Arg, Ctx, Directive, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findById, present } from '../../../platform/service/find-by-id.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Company } from '../entities/company.js';
import { Customer } from '../entities/customer.js';
import { Invoice } from '../entities/invoice.js';
import { Payment } from '../entities/payment.js';
import { Quote } from '../entities/quote.js';
import { archiveInvoice } from '../operations/archive-invoice.js';
import { cancelInvoice } from '../operations/cancel-invoice.js';
import { createCreditNote } from '../operations/create-credit-note.js';
import { createInvoice } from '../operations/create-invoice.js';
import { deleteDraft } from '../operations/delete-draft.js';
import { findInvoices } from '../operations/find-documents.js';
import { markInvoiceViewed } from '../operations/mark-invoice-viewed.js';
import { sendInvoice } from '../operations/send-invoice.js';
import { updateInvoice } from '../operations/update-invoice.js';
import { describeInvoice } from '../pdf/describe-invoice.js';
import { renderPdf } from '../pdf/render-pdf.js';
import { InvoiceConnection } from './connections.js';
import { CreateCreditNoteInput } from './credit-note-inputs.js';
import { CreateInvoiceInput, InvoiceFilter, UpdateInvoiceInput } from './document-inputs.js';
import {
  companyById,
  creditNotesOfInvoice,
  customerById,
  invoiceById,
  paymentsOfInvoice,
  quoteById,
} from './loaders.js';
import { costOfPdf, inBase64, pdfDescription } from './pdf-field.js';

@Resolver(() => Invoice)
export class InvoiceResolver {
  @RequiresScopes('billing:read')
  @Query(() => Invoice, { nullable: true })
  invoice(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Invoice | null> {
    return findById(context, invoiceById, id);
  }

  @RequiresScopes('billing:read')
  @Query(() => InvoiceConnection)
  async invoices(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => InvoiceFilter, { nullable: true }) filter: InvoiceFilter | null,
  ): Promise<InvoiceConnection> {
    return findInvoices(context.em, filter ?? {}, { first, after });
  }

  @FieldResolver(() => Company)
  company(@Ctx() context: RequestContext, @Root() invoice: Invoice): Promise<Company> {
    return present(context, companyById, invoice.companyId);
  }

  @FieldResolver(() => Customer)
  customer(@Ctx() context: RequestContext, @Root() invoice: Invoice): Promise<Customer> {
    return present(context, customerById, invoice.customerId);
  }

  @FieldResolver(() => Quote, { nullable: true, description: 'The quote it was made from.' })
  async quote(@Ctx() context: RequestContext, @Root() { quoteId }: Invoice): Promise<Quote | null> {
    return quoteId === null ? null : present(context, quoteById, quoteId);
  }

  @FieldResolver(() => Invoice, { nullable: true, description: 'For a credit note: the invoice that it takes back.' })
  async creditedInvoice(@Ctx() context: RequestContext, @Root() invoice: Invoice): Promise<Invoice | null> {
    const { creditedInvoiceId } = invoice;
    return creditedInvoiceId === null ? null : present(context, invoiceById, creditedInvoiceId);
  }

  @FieldResolver(() => [Invoice], { description: 'What takes it back, oldest first.' })
  async creditNotes(@Ctx() context: RequestContext, @Root() invoice: Invoice): Promise<Invoice[]> {
    return (await context.load(creditNotesOfInvoice, invoice.id)) ?? [];
  }

  @Directive(costOfPdf)
  @FieldResolver(() => String, { description: pdfDescription })
  async pdf(@Ctx() context: RequestContext, @Root() invoice: Invoice): Promise<string> {
    const company = await present(context, companyById, invoice.companyId);
    const customer = await present(context, customerById, invoice.customerId);
    const [quote, credited] = [await this.quote(context, invoice), await this.creditedInvoice(context, invoice)];
    return inBase64(await renderPdf(describeInvoice(invoice, { company, customer, quote, credited })));
  }

  @FieldResolver(() => [Payment], { description: 'What was received for it and given back, oldest first.' })
  async payments(@Ctx() context: RequestContext, @Root() invoice: Invoice): Promise<Payment[]> {
    return (await context.load(paymentsOfInvoice, invoice.id)) ?? [];
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Invoice, { description: 'Makes an invoice that follows from no quote, as a draft.' })
  createInvoice(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateInvoiceInput) input: CreateInvoiceInput,
  ): Promise<Invoice> {
    return context.write((unit) => createInvoice(unit, input));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Invoice, { description: 'Changes a draft; what follows from a quote stays as it is.' })
  updateInvoice(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateInvoiceInput) input: UpdateInvoiceInput,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Invoice> {
    return context.write((unit) => updateInvoice(unit, id, input, expectedVersion));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Boolean, { description: 'Deletes a draft.' })
  deleteInvoice(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<boolean> {
    return context.write((unit) => deleteDraft(unit, Invoice, id, expectedVersion));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Invoice, { description: 'Notes that a draft goes to the customer, and gives it its number.' })
  sendInvoice(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Invoice> {
    return context.write((unit) => sendInvoice(unit, id, expectedVersion));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Invoice, { description: 'Notes that the customer saw it; said again, nothing changes.' })
  markInvoiceViewed(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Invoice> {
    return context.write((unit) => markInvoiceViewed(unit, id));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Invoice, {
    description:
      'Takes back an invoice that was sent, or a part of it: issues a credit note. Taken back whole, it is CANCELLED.',
  })
  createCreditNote(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateCreditNoteInput) input: CreateCreditNoteInput,
  ): Promise<Invoice> {
    return context.write((unit) => createCreditNote(unit, input));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Invoice, {
    description: 'Drops a draft and keeps why. What was sent is taken back by a credit note.',
  })
  cancelInvoice(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { nullable: true }) reason: string | null,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Invoice> {
    return context.write((unit) => cancelInvoice(unit, { id, reason, expectedVersion }));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Invoice, { description: 'Puts away an invoice that is paid or cancelled, or a credit note.' })
  archiveInvoice(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Invoice> {
    return context.write((unit) => archiveInvoice(unit, id, expectedVersion));
  }
}
