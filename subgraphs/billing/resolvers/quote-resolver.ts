import { Arg, Ctx, Directive, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findById, present } from '../../../platform/service/find-by-id.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Company } from '../entities/company.js';
import { Customer } from '../entities/customer.js';
import { Deposit } from '../entities/deposit.js';
import { Intervention } from '../entities/intervention.js';
import { Invoice } from '../entities/invoice.js';
import { depositOf } from '../entities/parts.js';
import { Quote } from '../entities/quote.js';
import { createQuote } from '../operations/create-quote.js';
import { deleteDraft } from '../operations/delete-draft.js';
import { findQuotes } from '../operations/find-documents.js';
import { markQuoteViewed } from '../operations/mark-quote-viewed.js';
import { rejectQuote } from '../operations/reject-quote.js';
import { sendQuote } from '../operations/send-quote.js';
import { signQuote } from '../operations/sign-quote.js';
import { updateQuote } from '../operations/update-quote.js';
import { describeQuote } from '../pdf/describe-quote.js';
import { renderPdf } from '../pdf/render-pdf.js';
import { QuoteConnection } from './connections.js';
import { CreateQuoteInput, QuoteFilter, UpdateQuoteInput } from './document-inputs.js';
import { companyById, customerById, invoicesOfQuote, quoteById } from './loaders.js';
import { costOfPdf, inBase64, pdfDescription } from './pdf-field.js';

@Resolver(() => Quote)
export class QuoteResolver {
  @RequiresScopes('billing:read')
  @Query(() => Quote, { nullable: true })
  quote(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Quote | null> {
    return findById(context, quoteById, id);
  }

  @RequiresScopes('billing:read')
  @Query(() => QuoteConnection)
  async quotes(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => QuoteFilter, { nullable: true }) filter: QuoteFilter | null,
  ): Promise<QuoteConnection> {
    return findQuotes(context.em, filter ?? {}, { first, after });
  }

  @FieldResolver(() => Company)
  company(@Ctx() context: RequestContext, @Root() quote: Quote): Promise<Company> {
    return present(context, companyById, quote.companyId);
  }

  @FieldResolver(() => Customer)
  customer(@Ctx() context: RequestContext, @Root() quote: Quote): Promise<Customer> {
    return present(context, customerById, quote.customerId);
  }

  @FieldResolver(() => Intervention, { nullable: true, description: 'The intervention it offers.' })
  intervention(@Root() { interventionId }: Quote): Intervention | null {
    return interventionId === null ? null : { id: interventionId };
  }

  @FieldResolver(() => Deposit, { nullable: true, description: 'What is asked when it is signed; null for nothing.' })
  async deposit(@Ctx() context: RequestContext, @Root() quote: Quote): Promise<Deposit | null> {
    const { depositPercentage, storedLines, currency } = quote;
    const percentage = depositPercentage ?? (await present(context, companyById, quote.companyId)).depositPercentage;
    if (percentage === 0) return null;
    return { percentage, amount: { amount: Number(depositOf(storedLines, percentage)), currency } };
  }

  @Directive(costOfPdf)
  @FieldResolver(() => String, { description: pdfDescription })
  async pdf(@Ctx() context: RequestContext, @Root() quote: Quote): Promise<string> {
    const company = await present(context, companyById, quote.companyId);
    const customer = await present(context, customerById, quote.customerId);
    return inBase64(await renderPdf(describeQuote(quote, company, customer)));
  }

  @FieldResolver(() => [Invoice], { description: 'The invoices made from it and their credit notes, oldest first.' })
  async invoices(@Ctx() context: RequestContext, @Root() quote: Quote): Promise<Invoice[]> {
    return (await context.load(invoicesOfQuote, quote.id)) ?? [];
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Quote, { description: 'Makes a quote, as a draft.' })
  createQuote(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateQuoteInput) input: CreateQuoteInput,
  ): Promise<Quote> {
    return context.write((unit) => createQuote(unit, input));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Quote, { description: 'Changes a draft.' })
  updateQuote(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateQuoteInput) input: UpdateQuoteInput,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Quote> {
    return context.write((unit) => updateQuote(unit, id, input, expectedVersion));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Boolean, { description: 'Deletes a draft.' })
  deleteQuote(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<boolean> {
    return context.write((unit) => deleteDraft(unit, Quote, id, expectedVersion));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Quote, { description: 'Notes that a draft goes to the customer.' })
  sendQuote(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Quote> {
    return context.write((unit) => sendQuote(unit, id, expectedVersion));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Quote, { description: 'Notes that the customer saw it; said again, nothing changes.' })
  markQuoteViewed(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Quote> {
    return context.write((unit) => markQuoteViewed(unit, id));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Quote, { description: 'Notes that the customer signed it; now, unless told when.' })
  signQuote(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('signedAt', () => Date, { nullable: true }) signedAt: Date | null,
    @Arg('signedBy', () => String, { nullable: true }) signedBy: string | null,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Quote> {
    return context.write((unit) => signQuote(unit, { id, signedAt, signedBy, expectedVersion }));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Quote, { description: 'Notes that the customer does not want it.' })
  rejectQuote(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { nullable: true }) reason: string | null,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Quote> {
    return context.write((unit) => rejectQuote(unit, { id, reason, expectedVersion }));
  }
}
