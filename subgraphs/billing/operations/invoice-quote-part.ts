import { LockMode } from '@mikro-orm/core';
import { ConflictError, InvalidInputError } from '../../../platform/errors/errors.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import type { Invoice } from '../entities/invoice.js';
import { InvoiceStatus } from '../entities/invoice-status.js';
import { Quote } from '../entities/quote.js';
import { QuoteStatus } from '../entities/quote-status.js';
import { createDepositInvoice } from './create-deposit-invoice.js';
import { createRestInvoice } from './create-rest-invoice.js';
import { quoteFacts } from './event-facts.js';
import { sendInvoice } from './send-invoice.js';

const parts = { DEPOSIT: createDepositInvoice, REST: createRestInvoice };

/**
 * Makes the invoice of a part of a signed quote and sends it; asked again, it is the one that is there.
 * @throws NotFoundError
 * @throws ConflictError when the quote is not signed, or has no such part left to invoice
 * @throws InvalidInputError when it cannot be sent
 */
export async function sendQuotePart(unit: UnitOfWork, quoteId: string, part: keyof typeof parts): Promise<Invoice> {
  const invoice = await parts[part](unit, quoteId);
  return invoice.status === InvoiceStatus.DRAFT ? sendInvoice(unit, invoice.id) : invoice;
}

/**
 * Makes the invoice of a part of a signed quote and sends it, where its company has that done by itself; before the day
 * from which that is done, it waits for the job that does it then. Done once, however often it is told; where nothing is
 * to be invoiced, or somebody has done it by hand, nothing is done. What keeps an invoice from being sent is told as an
 * event, and the draft waits for a person.
 */
export async function invoiceQuotePart(unit: UnitOfWork, quoteId: string, part: keyof typeof parts): Promise<void> {
  const lockMode = LockMode.PESSIMISTIC_WRITE;
  const quote = await unit.em.findOne(Quote, { id: quoteId, status: QuoteStatus.SIGNED }, { lockMode, refresh: true });
  if (!quote) return;
  const company = await unit.em.findOneOrFail(Company, { id: quote.companyId });
  if (!company.automaticInvoicing) return;
  if (quote.invoicedFrom && quote.invoicedFrom > unit.now()) {
    // The deposit waits since the signature. With the rest, it is one invoice over all of it.
    if (part === 'REST') quote.awaitedPart = part;
    await unit.em.flush();
    return;
  }
  try {
    await sendQuotePart(unit, quoteId, part);
  } catch (error) {
    // No deposit is asked for, or all of it is invoiced.
    if (error instanceof ConflictError) return;
    if (!(error instanceof InvalidInputError)) throw error;
    await unit.emit('quote.not-invoiced', { ...(await quoteFacts(unit, quote)), part, reason: error.message });
  }
}

/** What is left to invoice of an intervention's quotes, once it is published. */
export async function invoiceRests(unit: UnitOfWork, interventionId: string): Promise<void> {
  const quotes = await unit.em.find(Quote, { interventionId, status: QuoteStatus.SIGNED }, { orderBy: { id: 'asc' } });
  for (const { id } of quotes) await invoiceQuotePart(unit, id, 'REST');
}
