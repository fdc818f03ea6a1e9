/** What the amount of a line follows from. */
export interface LineAmounts {
  /** Thousandths of a unit: 1500 is one and a half. */
  quantity: number;
  /** Minor units of the currency for one unit, before VAT; negative for a deduction. */
  unitPrice: number;
  /** Basis points: 2000 is 20 %. */
  vatRate: number;
  /** Basis points taken off the price. */
  discount: number;
}

/** Amounts in minor units, exact whatever their size. */
export interface Amounts {
  net: bigint;
  vat: bigint;
  gross: bigint;
  /** One entry a rate, lowest first. */
  byRate: readonly RateAmounts[];
}

/** What is at one rate of VAT, in minor units. */
export interface RateAmounts {
  /** Basis points. */
  rate: number;
  net: bigint;
  vat: bigint;
}

/** By rate, the minor units that its VAT has beyond what its lines come to. */
export type VatRounding = Readonly<Record<number, number>>;

/** The VAT rates of mainland France, in basis points. */
export const vatRates = [0, 210, 550, 1000, 2000] as const;

const wholeDiscount = 10_000;
const wholeRate = 10_000n;

/** The nearest whole number. A half goes away from zero, so that a deduction mirrors the charge it undoes. */
export function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  const magnitude = (2n * (dividend < 0n ? -dividend : dividend) + divisor) / (2n * divisor);
  return dividend < 0n ? -magnitude : magnitude;
}

/** A line before VAT, rounded once to the minor unit. */
export function netOf({ unitPrice, quantity, discount }: LineAmounts): bigint {
  return roundedQuotient(BigInt(unitPrice) * BigInt(quantity) * BigInt(wholeDiscount - discount), 10_000_000n);
}

/** VAT on the sum of a rate's lines, rounded once: never a line at a time. */
export const vatOf = (net: bigint, rate: number): bigint => roundedQuotient(net * BigInt(rate), wholeRate);

/** @param rounding for the last part of a whole, whose parts together have the whole's VAT. Default none. */
export function amountsOf(lines: readonly LineAmounts[], rounding: VatRounding = {}): Amounts {
  const netByRate = new Map<number, bigint>();
  for (const line of lines) netByRate.set(line.vatRate, (netByRate.get(line.vatRate) ?? 0n) + netOf(line));
  const byRate = [...netByRate]
    .sort(([one], [other]) => one - other)
    .map(([rate, net]) => ({ rate, net, vat: vatOf(net, rate) + BigInt(rounding[rate] ?? 0) }));
  const net = byRate.reduce((sum, at) => sum + at.net, 0n);
  const vat = byRate.reduce((sum, at) => sum + at.vat, 0n);
  return { net, vat, gross: net + vat, byRate };
}
