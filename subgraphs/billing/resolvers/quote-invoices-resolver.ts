import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Invoice } from '../entities/invoice.js';
import { createDepositInvoice } from '../operations/create-deposit-invoice.js';
import { createInvoiceFromQuote } from '../operations/create-invoice-from-quote.js';
import { createRestInvoice } from '../operations/create-rest-invoice.js';
import { sendQuotePart } from '../operations/invoice-quote-part.js';

/** Invoices that are made of quotes. */
@Resolver()
export class QuoteInvoicesResolver {
  @RequiresScopes('billing:write')
  @Mutation(() => Invoice, {
    description: 'Makes an invoice over a signed quote or a part of it, as a draft.',
  })
  createInvoiceFromQuote(
    @Ctx() context: RequestContext,
    @Arg('quoteId', () => ID) quoteId: string,
    @Arg('percentage', () => Int, { defaultValue: 100, description: 'Of the whole quote.' }) percentage: number,
    @Arg('dueAt', () => Date, { nullable: true }) dueAt: Date | null,
  ): Promise<Invoice> {
    return context.write((unit) => createInvoiceFromQuote(unit, { quoteId, percentage, dueAt }));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Invoice, {
    description: 'Makes the invoice over the deposit of a signed quote, as a draft; asked again, it is the same one.',
  })
  createDepositInvoice(@Ctx() context: RequestContext, @Arg('quoteId', () => ID) quoteId: string): Promise<Invoice> {
    return context.write((unit) => createDepositInvoice(unit, quoteId));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Invoice, {
    description: 'Makes the invoice over the deposit of a signed quote and sends it; asked again, it is the same one.',
  })
  invoiceDeposit(@Ctx() context: RequestContext, @Arg('quoteId', () => ID) quoteId: string): Promise<Invoice> {
    return context.write((unit) => sendQuotePart(unit, quoteId, 'DEPOSIT'));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Invoice, {
    description:
      'Makes the invoice over all that is left of a signed quote, as a draft; asked again, it is the same one.',
  })
  createRestInvoice(@Ctx() context: RequestContext, @Arg('quoteId', () => ID) quoteId: string): Promise<Invoice> {
    return context.write((unit) => createRestInvoice(unit, quoteId));
  }
}
