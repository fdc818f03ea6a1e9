import { z } from 'zod';
import { id, moment, optional, text } from '../../../platform/service/input-rules.js';
import { vatRates } from '../entities/amounts.js';

/** One unit at most, in minor units either way. With 500 lines of a million units the sum still has to be checked. */
const maxUnitPrice = 1_000_000_000_000;
const maxLines = 500;

const price = `must be between -${maxUnitPrice} and ${maxUnitPrice}`;
const percent = 'must be between 0 and 100';
const discount = 'must be between 0 and 10000 (basis points)';

/** Goes by how the number is written: 0.1 + 0.2 is refused, not rounded. */
const quantity = z
  .number()
  .refine((value) => value > 0 && /^\d{1,7}(\.\d{1,3})?$/.test(String(value)), {
    error: 'must be above 0 and below 10000000, with three decimals at most',
  })
  .transform((value) => Math.round(value * 1_000));

export const lineRules = z.object({
  description: text(2_000),
  quantity,
  unit: optional(text(20)),
  unitPrice: z.int(price).min(-maxUnitPrice, price).max(maxUnitPrice, price),
  vatRate: z.literal([...vatRates], `must be one of ${vatRates.join(', ')} (basis points)`),
  discount: z.int(discount).min(0, discount).max(10_000, discount),
});

/** A whole number of percent; 0 is nothing. */
export const percentage = z.int(percent).min(0, percent).max(100, percent);

const currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code, like EUR');

const documentRules = z.object({
  customerId: id,
  title: optional(text(500)),
  notes: optional(text(5_000)),
  currency: currency.default('EUR'),
  lines: z.array(lineRules).max(maxLines, `must have at most ${maxLines} items`),
});

const quoteRules = documentRules.extend({
  interventionId: optional(id),
  validUntil: optional(moment),
  depositPercentage: optional(percentage),
});

export const newQuoteRules = quoteRules.extend({ companyId: id });

/** A change of a quote: what is left out stays, null empties a field that may be empty. */
export const quoteChangeRules = quoteRules.extend({ currency }).partial();

export const newInvoiceRules = documentRules.extend({ companyId: id, dueAt: optional(moment) });

/** A change of an invoice: what is left out stays, null empties a field that may be empty. */
export const invoiceChangeRules = documentRules.extend({ currency, dueAt: optional(moment) }).partial();

export const percentageRules = z.object({
  percentage: z.int().min(1, 'must be between 1 and 100').max(100, 'must be between 1 and 100'),
  dueAt: optional(moment),
});
