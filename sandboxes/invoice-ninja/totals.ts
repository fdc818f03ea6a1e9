import type { BillingDocument, LineItem } from './entities.js';

type Priced = Pick<
  BillingDocument,
  | 'discount'
  | 'is_amount_discount'
  | 'uses_inclusive_taxes'
  | 'tax_name1'
  | 'tax_rate1'
  | 'tax_name2'
  | 'tax_rate2'
  | 'tax_name3'
  | 'tax_rate3'
>;
type Taxed = Pick<Priced, 'tax_name1' | 'tax_rate1' | 'tax_name2' | 'tax_rate2' | 'tax_name3' | 'tax_rate3'>;

/** Rounds to cents, half away from zero. */
export function cents(value: number): number {
  return (Math.sign(value) * Math.round(Number((Math.abs(value) * 100).toPrecision(12)))) / 100;
}

/**
 * Computes what the server computes of a document's lines, and writes it into them. Two things of it surprise: taxes
 * are rounded line by line, so that their sum can differ by cents from a tax on the sum, and a tax whose name is
 * shorter than two letters is shown on its line but not in the total.
 */
export function computeTotals(document: Priced, lines: LineItem[]): { amount: number; total_taxes: number } {
  const inclusive = document.uses_inclusive_taxes;
  for (const line of lines) {
    const gross = line.cost * line.quantity;
    line.is_amount_discount = document.is_amount_discount;
    line.line_total = document.is_amount_discount
      ? cents(gross - cents(line.discount))
      : cents(gross - gross * (line.discount / 100));
  }
  const subtotal = cents(lines.reduce((sum, line) => sum + line.line_total, 0));
  const discount = document.is_amount_discount ? cents(document.discount) : cents(subtotal * (document.discount / 100));
  const share = document.is_amount_discount
    ? subtotal > 0
      ? document.discount / subtotal
      : 0
    : document.discount / 100;

  let taxes = 0;
  for (const line of lines) {
    const taxesOfLine = taxesOn(line, line.line_total * (1 - share), inclusive);
    line.tax_amount = cents(taxesOfLine.reduce((sum, tax) => sum + tax.amount, 0));
    line.gross_line_total = inclusive ? line.line_total : cents(line.line_total + line.tax_amount);
    taxes += sumOfNamed(taxesOfLine);
  }
  const net = cents(subtotal - discount);
  taxes = cents(taxes + sumOfNamed(taxesOn(document, net, inclusive)));
  return { amount: inclusive ? net : cents(net + taxes), total_taxes: taxes };
}

function taxesOn(taxed: Taxed, base: number, inclusive: boolean): { name: string; amount: number }[] {
  const on = (name: string, rate: number) => ({
    name,
    amount: cents(inclusive ? base - base / (1 + rate / 100) : base * (rate / 100)),
  });
  return [
    on(taxed.tax_name1, taxed.tax_rate1),
    on(taxed.tax_name2, taxed.tax_rate2),
    on(taxed.tax_name3, taxed.tax_rate3),
  ];
}

function sumOfNamed(taxes: readonly { name: string; amount: number }[]): number {
  return taxes.filter(({ name }) => name.length > 1).reduce((sum, { amount }) => sum + amount, 0);
}
