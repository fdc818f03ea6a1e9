import fc from 'fast-check';
import {
  type Amounts,
  amountsOf,
  type LineAmounts,
  netOf,
  type RateAmounts,
  vatOf,
  vatRates,
} from '../../../subgraphs/billing/entities/amounts.js';
import { cutPart, depositOf, leftOf, roundingTo } from '../../../subgraphs/billing/entities/parts.js';
import { fitCredit } from '../../../subgraphs/billing/operations/fit-credit.js';

const line: fc.Arbitrary<LineAmounts> = fc.record({
  quantity: fc.integer({ min: 1, max: 99_999 }),
  unitPrice: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: -100_000, max: 10_000_000 })),
  vatRate: fc.constantFrom(...vatRates),
  discount: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 10_000 })),
});
const lines = fc.array(line, { minLength: 1, maxLength: 8 });
const percentage = fc.integer({ min: 1, max: 99 });

const grossOf = (amounts: readonly RateAmounts[]) => amounts.reduce((sum, { net, vat }) => sum + net + vat, 0n);
const asPart = (byRate: readonly RateAmounts[]): Amounts => ({ net: 0n, vat: 0n, gross: grossOf(byRate), byRate });

/** The lines a part is invoiced with: one a rate. */
const linesOf = (amounts: readonly RateAmounts[]): LineAmounts[] =>
  amounts.map(({ rate, net }) => ({ quantity: 1_000, unitPrice: Number(net), vatRate: rate, discount: 0 }));

test('totals are the sum of the lines, with VAT rounded once a rate', () => {
  fc.assert(
    fc.property(lines, (whole) => {
      const { net, vat, gross, byRate } = amountsOf(whole);
      expect(net).toBe(whole.map(netOf).reduce((sum, one) => sum + one, 0n));
      expect(vat).toBe(byRate.reduce((sum, at) => sum + at.vat, 0n));
      expect(gross).toBe(net + vat);
      for (const { rate, net: of, vat: charged } of byRate) {
        const distance = charged * 10_000n - of * BigInt(rate);
        expect(distance <= 5_000n && distance >= -5_000n).toBe(true);
      }
    }),
  );
});

describe('the parts of a quote', () => {
  test('come to it exactly: net, VAT of each rate, gross; deposit and rest, and any number of them', () => {
    fc.assert(
      fc.property(lines, fc.array(percentage, { minLength: 1, maxLength: 4 }), (whole, percentages) => {
        const all = amountsOf(whole);
        const parts: Amounts[] = [];
        for (const share of percentages) {
          const cut = cutPart(all, leftOf(all, parts), share);
          // Nobody who computes VAT from the part's lines comes to anything else.
          expect(amountsOf(linesOf(cut)).byRate).toEqual(cut);
          parts.push(asPart(cut));
        }
        const rest = leftOf(all, parts);
        for (const { rate, net, vat } of rest) expect(vat).toBe(vatOf(net, rate));
        expect(roundingTo(linesOf(rest), rest)).toBeNull();
        expect(grossOf(rest) + parts.reduce((sum, { gross }) => sum + gross, 0n)).toBe(all.gross);
      }),
    );
  });

  test('are as large as they are said to be, to a few cents', () => {
    fc.assert(
      fc.property(lines, percentage, (whole, share) => {
        const all = amountsOf(whole);
        for (const { rate, net } of cutPart(all, all.byRate, share)) {
          const of = all.byRate.find((at) => at.rate === rate)?.net ?? 0n;
          expect(Math.abs(Number(net) - (Number(of) * share) / 100)).toBeLessThanOrEqual(26);
        }
      }),
    );
  });

  test('are cut where the percentage says when that loses no cent', () => {
    const pump = { quantity: 1_000, unitPrice: 890_000, vatRate: 550, discount: 0 };
    expect(depositOf([pump], 30)).toBe(281_685n);
    expect(depositOf([pump], 100)).toBe(938_950n);
  });
});

describe('credit notes', () => {
  test('never exceed the invoice, and the last takes exactly what is left', () => {
    const shares = fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), shares, (whole, wanted) => {
        const charges = whole.map((one) => ({ ...one, unitPrice: Math.abs(one.unitPrice) }));
        const all = amountsOf(charges);
        const notes: Amounts[] = [];
        for (const share of wanted) {
          const asked = all.byRate.map(({ rate, net }) => ({ rate, net: (net * BigInt(share)) / 100n, vat: 0n }));
          try {
            notes.push(asPart(fitCredit(all, leftOf(all, notes), linesOf(asked))));
          } catch (error) {
            expect(error).toMatchObject({ code: 'CONFLICT' });
          }
          for (const { net, vat } of leftOf(all, notes)) expect(net >= 0n && vat >= 0n).toBe(true);
        }
        const rest = leftOf(all, notes);
        const [before, last] = [notes.reduce((sum, { gross }) => sum + gross, 0n), grossOf(rest)];
        expect(before + last).toBe(all.gross);
        const rounding = roundingTo(linesOf(rest), rest) ?? {};
        expect(amountsOf(linesOf(rest), rounding).gross).toBe(last);
      }),
    );
  });
});
