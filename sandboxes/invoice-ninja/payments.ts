import { clientOf } from './clients.js';
import type { Company } from './company.js';
import { markSent, settleInvoice } from './documents.js';
import type { BillingDocument, Payment } from './entities.js';
import { hashedId } from './ids.js';
import { invalid } from './parse.js';
import { draftStatus, paymentStatus } from './statuses.js';
import { cents } from './totals.js';
import type { PaymentInput } from './wire.js';

/** Takes a payment and puts it to the invoices it names. @throws Refusal 422 */
export function createPayment(company: Company, input: PaymentInput, isManual = true): Payment {
  const { payments } = company.tables;
  const client = clientOf(company, input.client_id);
  const key = input.idempotency_key ?? hashedId(32);
  if (payments.list().some(({ idempotency_key }) => idempotency_key === key)) {
    throw invalid([{ field: 'idempotency_key', message: 'The idempotency key has already been taken.' }]);
  }
  const parts = (input.invoices ?? []).map(({ invoice_id, amount }, index) => ({
    invoice: payableInvoice(company, client.id, invoice_id, amount, `invoices.${index}`),
    amount,
  }));
  if (new Set(parts.map(({ invoice }) => invoice)).size < parts.length) {
    throw invalid([{ field: 'invoices', message: 'Duplicate invoices submitted.' }]);
  }
  const applied = cents(parts.reduce((sum, { amount }) => sum + amount, 0));
  const amount = input.amount || applied;
  if (amount < applied) {
    throw invalid([{ field: 'amount', message: 'The amount is less than what is put to the invoices.' }]);
  }
  const entity = company.newEntity();
  const payment: Payment = {
    ...entity,
    client_id: client.id,
    number: company.numberFor('payments', input.number ?? '', entity.id),
    amount,
    applied,
    is_manual: isManual,
    idempotency_key: key,
    status_id: paymentStatus.completed,
    date: input.date || company.today(),
    type_id: input.type_id ?? '',
    transaction_reference: input.transaction_reference ?? '',
    private_notes: input.private_notes ?? '',
    paymentables: parts.map((part) => ({
      id: hashedId(),
      invoice_id: part.invoice.id,
      amount: part.amount,
      refunded: 0,
      created_at: entity.created_at,
      updated_at: entity.updated_at,
      archived_at: 0,
    })),
  };
  payments.add(payment);
  company.changed('payments', 'create', payment);
  for (const part of parts) pay(company, part.invoice, part.amount);
  return payment;
}

/** Pays the invoice's whole balance, or so much of it. @throws Refusal 422 */
export function payInvoice(
  company: Company,
  invoice: BillingDocument,
  details: { amount?: number | undefined; transaction_reference: string; type_id?: string | undefined },
  isManual: boolean,
): Payment {
  const { amount = dueOf(invoice), ...rest } = details;
  return createPayment(
    company,
    { ...rest, client_id: invoice.client_id, invoices: [{ invoice_id: invoice.id, amount }] },
    isManual,
  );
}

/** Takes a deleted payment off its invoices, or puts a restored one back on. */
export function reapply(company: Company, payment: Payment, direction: 1 | -1): void {
  for (const { invoice_id, amount } of payment.paymentables) {
    pay(company, company.tables.invoices.get(invoice_id), direction * amount);
  }
}

function pay(company: Company, invoice: BillingDocument, amount: number): void {
  markSent(company, 'invoices', invoice);
  invoice.paid_to_date = cents(invoice.paid_to_date + amount);
  settleInvoice(invoice);
  company.changed('invoices', 'update', invoice);
}

/** A draft can be paid too: it counts as sent then. */
function dueOf({ status_id, amount, balance }: BillingDocument): number {
  return status_id === draftStatus ? amount : balance;
}

function payableInvoice(
  company: Company,
  clientId: string,
  id: string,
  amount: number,
  field: string,
): BillingDocument {
  const invoice = company.tables.invoices.find(id);
  if (!invoice || invoice.is_deleted || invoice.client_id !== clientId) {
    throw invalid([{ field: `${field}.invoice_id`, message: 'The selected invoice id is invalid.' }]);
  }
  if (amount <= 0) {
    throw invalid([{ field: `${field}.amount`, message: 'Amount cannot be less than or equal to zero' }]);
  }
  if (amount > dueOf(invoice)) {
    throw invalid([{ field: `${field}.amount`, message: 'Amount cannot be greater than invoice balance' }]);
  }
  return invoice;
}
