import { z } from 'zod';
import { ConflictError } from '../../../platform/errors/errors.js';
import { checked } from '../../../platform/service/check-input.js';
import { optional, text } from '../../../platform/service/input-rules.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { amountsOf, type RateAmounts } from '../entities/amounts.js';
import { Company } from '../entities/company.js';
import { Invoice } from '../entities/invoice.js';
import { InvoiceKind } from '../entities/invoice-kind.js';
import { InvoiceStatus } from '../entities/invoice-status.js';
import type { StoredLine } from '../entities/line.js';
import { leftOf, roundingTo } from '../entities/parts.js';
import type { CreateCreditNoteInput } from '../resolvers/credit-note-inputs.js';
import { lineRules } from './check-document.js';
import { fitCredit } from './fit-credit.js';
import { moveInvoiceStatus } from './move-invoice-status.js';
import { nextNumber } from './next-number.js';
import { saveNewInvoice } from './save-new-invoice.js';

const rules = z.object({
  reason: text(2_000),
  lines: optional(z.array(lineRules).min(1, 'must not be empty').max(500, 'must have at most 500 items')),
});

/**
 * Takes back an invoice that was sent, or a part of it: a credit note with a number of its own is issued at once, and
 * the invoice's balance goes down by it. An invoice that is taken back whole is CANCELLED, one whose rest was paid PAID.
 * What was paid beyond what is left is to be given back: the balance is below zero until refunds are recorded.
 *
 * @throws InvalidInputError
 * @throws NotFoundError
 * @throws ConflictError when the invoice was never sent, is a credit note itself, or less of it is left to credit
 */
export async function createCreditNote(unit: UnitOfWork, input: CreateCreditNoteInput): Promise<Invoice> {
  const { reason, lines } = checked(rules, input);
  const invoice = await loadForChange(unit, Invoice, input.invoiceId);
  refuseUnfit(invoice);
  const whole = amountsOf(invoice.storedLines, invoice.vatRounding ?? {});
  const earlier = await unit.em.find(Invoice, { creditedInvoiceId: invoice.id }, { orderBy: { id: 'asc' } });
  const left = leftOf(
    whole,
    earlier.map((note) => amountsOf(note.storedLines, note.vatRounding ?? {})),
  );
  const taken = lines ?? linesOf(invoice, left, earlier);
  const amounts = lines === null ? left : fitCredit(whole, left, lines);
  const company = await requireRow(unit, Company, invoice.companyId);
  const { companyId, customerId, currency, quoteId } = invoice;
  const vatRounding = roundingTo(taken, amounts);
  const note = await saveNewInvoice(
    unit,
    {
      companyId,
      customerId,
      currency,
      quoteId,
      vatRounding,
      kind: InvoiceKind.CREDIT_NOTE,
      creditedInvoiceId: invoice.id,
      title: `Avoir sur la facture ${invoice.number}`,
      notes: reason,
      number: await nextNumber(unit, company.id, 'credit-note', company.creditNotePrefix),
      issuedAt: unit.now(),
      status: InvoiceStatus.SENT,
    },
    taken,
  );
  await takeOff(unit, invoice, note, reason);
  return note;
}

/** The invoice after the credit note. */
async function takeOff(unit: UnitOfWork, invoice: Invoice, note: Invoice, reason: string): Promise<void> {
  invoice.creditedAmount += note.grossAmount;
  if (invoice.status === InvoiceStatus.CANCELLED || invoice.status === InvoiceStatus.ARCHIVED) return;
  if (invoice.creditedAmount === invoice.grossAmount) {
    unit.em.assign(invoice, { cancelledAt: unit.now(), cancellationReason: reason });
    await moveInvoiceStatus(unit, invoice, InvoiceStatus.CANCELLED);
  } else if (invoice.balance.amount <= 0 && invoice.status !== InvoiceStatus.PAID) {
    invoice.paidAt = unit.now();
    await moveInvoiceStatus(unit, invoice, InvoiceStatus.PAID);
  }
  await unit.em.flush();
}

/** All of what is left: the invoice's own lines, less what earlier credit notes took. */
function linesOf(invoice: Invoice, left: readonly RateAmounts[], earlier: readonly Invoice[]): StoredLine[] {
  if (left.every(({ net, vat }) => net === 0n && vat === 0n)) {
    throw new ConflictError('All of the invoice is credited.', { details: { field: 'invoiceId', left: 0 } });
  }
  const whole = invoice.storedLines.map((line) => ({ ...line }));
  const before = earlier.flatMap(({ number, storedLines }) =>
    storedLines.map((line) => ({
      ...line,
      description: `Déjà crédité, avoir ${number} : ${line.description}`,
      unitPrice: -line.unitPrice,
    })),
  );
  return [...whole, ...before];
}

function refuseUnfit(invoice: Invoice): void {
  const details = { field: 'invoiceId', currentStatus: invoice.status };
  if (invoice.kind === InvoiceKind.CREDIT_NOTE) {
    throw new ConflictError('It is a credit note itself.', { details });
  }
  if (invoice.issuedAt === null) {
    throw new ConflictError('The invoice was never sent: change, cancel or delete it.', { details });
  }
}
