import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { RateAmounts } from '../entities/amounts.js';
import type { Invoice } from '../entities/invoice.js';
import { InvoiceKind } from '../entities/invoice-kind.js';
import type { StoredLine } from '../entities/line.js';
import { cutPart, roundingTo } from '../entities/parts.js';
import type { Quote } from '../entities/quote.js';
import { frenchDate, frenchRate } from '../format/french.js';
import type { LeftOfQuote } from './find-left-of-quote.js';
import { saveNewInvoice } from './save-new-invoice.js';

interface QuotePart {
  kind: InvoiceKind;
  /** Of the whole quote; no more than is left. */
  percentage: number;
  dueAt?: Date | null;
}

/** Writes the draft of an invoice over a part of a quote; the last part takes what the earlier ones left. */
export function saveQuotePart(unit: UnitOfWork, left: LeftOfQuote, part: QuotePart): Promise<Invoice> {
  const { quote } = left;
  const { kind, percentage, dueAt = null } = part;
  const last = percentage === left.percentage;
  const amounts = last ? left.amounts : cutPart(left.whole, left.amounts, percentage);
  const lines = linesOf(left, part, amounts);
  const { companyId, customerId, currency, title } = quote;
  const vatRounding = roundingTo(lines, amounts);
  // Whoever makes it before its day has taken it in hand: it is not made, nor sent, by itself any more.
  if (quote.awaitedPart === kind) quote.awaitedPart = null;
  const fields = { companyId, customerId, currency, title, dueAt, kind, vatRounding };
  return saveNewInvoice(unit, { ...fields, quoteId: quote.id, quotePercentage: percentage }, lines);
}

function linesOf(left: LeftOfQuote, { kind, percentage }: QuotePart, amounts: readonly RateAmounts[]): StoredLine[] {
  const { quote, earlier } = left;
  const whole = quote.storedLines.map((line) => ({ ...line }));
  if (percentage === 100) return whole;
  // The customer sees all of the work once more, and what was asked for it before.
  if (kind === InvoiceKind.REST) return [...whole, ...earlier.flatMap(deducted)];
  const words = kind === InvoiceKind.DEPOSIT ? 'Acompte de ' : '';
  return linesByRate(amounts, `${words}${percentage}\u00a0% du devis ${named(quote)}`);
}

/** One line a VAT rate takes off what an earlier invoice asked. */
function deducted(invoice: Invoice): StoredLine[] {
  const name = invoice.kind === InvoiceKind.DEPOSIT ? 'Acompte déduit' : 'Déjà facturé';
  const number = invoice.number === null ? '' : `, facture ${invoice.number}`;
  const amounts = invoice.totals.vatByRate.map(({ rate, net }) => ({ rate, net: -BigInt(net.amount) }));
  return linesByRate(amounts, `${name} (${invoice.quotePercentage}\u00a0%)${number}`);
}

const linesByRate = (amounts: readonly Omit<RateAmounts, 'vat'>[], description: string): StoredLine[] =>
  amounts.map(({ rate, net }) => ({
    description: `${description}, TVA ${frenchRate(rate)}`,
    quantity: 1_000,
    unit: null,
    unitPrice: Number(net),
    vatRate: rate,
    discount: 0,
  }));

const named = ({ number, sentAt }: Quote): string => (sentAt ? `${number} du ${frenchDate(sentAt)}` : number);
