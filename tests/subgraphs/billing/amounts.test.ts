import {
  amountsOf,
  type LineAmounts,
  netOf,
  roundedQuotient,
  vatRates,
} from '../../../subgraphs/billing/entities/amounts.js';
import { createRandom, type Random } from './random.js';

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
const casesEach = 50;

function randomLine({ integer, pick }: Random): LineAmounts {
  return {
    quantity: integer(1, pick([1_000, 9_999_999, 9_999_999_999])),
    unitPrice: integer(-1, 1) * integer(0, pick([999, 1_000_000, 1_000_000_000_000])),
    vatRate: pick([...vatRates]),
    discount: pick([0, 0, 500, 3_333, integer(0, 10_000)]),
  };
}

const magnitude = (value: bigint) => (value < 0n ? -value : value);

/** What "nearest, a half away from zero" means, said without rounding anything. */
function expectNearest(rounded: bigint, dividend: bigint, divisor: bigint): void {
  const distance = magnitude(rounded * divisor - dividend) * 2n;
  expect(distance <= divisor).toBe(true);
  if (distance === divisor) expect(magnitude(rounded * divisor) > magnitude(dividend)).toBe(true);
}

describe('amounts', () => {
  test.each([
    [5n, 10n, 1n],
    [-5n, 10n, -1n],
    [4n, 10n, 0n],
    [14n, 10n, 1n],
    [15n, 10n, 2n],
    [-15n, 10n, -2n],
    [0n, 3n, 0n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
  ])('%s / %s is rounded to %s', (dividend, divisor, expected) => {
    expect(roundedQuotient(dividend, divisor)).toBe(expected);
  });

  test('are exact where floating point is not', () => {
    const line = { unitPrice: 999_999_999_999, quantity: 9_999_999_999, vatRate: 2_000, discount: 1 };
    expect(netOf(line)).toBe(9_998_999_998_990_101_000n);
    // 1.005 EUR: the number itself is a little below the half.
    expect(netOf({ unitPrice: 201, quantity: 500, vatRate: 0, discount: 0 })).toBe(101n);
  });

  test('round the VAT of a rate once, on the sum of its lines', () => {
    const cent = { unitPrice: 2, quantity: 1_000, vatRate: 2_000, discount: 0 };
    // 20 % of 2 cents is 0.4: nothing a line, 1.2 cents for three.
    expect(amountsOf([cent, cent, cent])).toMatchObject({ net: 6n, vat: 1n, gross: 7n });
  });

  test('of no lines are zero', () => {
    expect(amountsOf([])).toEqual({ net: 0n, vat: 0n, gross: 0n, byRate: [] });
  });

  test.each(seeds)('keep their laws (seed %i)', (seed) => {
    const random = createRandom(seed);
    for (let time = 0; time < casesEach; time++) {
      expectLaws(Array.from({ length: random.integer(1, 12) }, () => randomLine(random)));
    }
  });
});

function expectLaws(lines: LineAmounts[]): void {
  for (const line of lines) {
    const exact = BigInt(line.unitPrice) * BigInt(line.quantity) * BigInt(10_000 - line.discount);
    expectNearest(netOf(line), exact, 10_000_000n);
  }
  const amounts = amountsOf(lines);
  const rates = [...new Set(lines.map((line) => line.vatRate))].sort((one, other) => one - other);
  expect(amounts.byRate.map((at) => at.rate)).toEqual(rates);
  let gross = 0n;
  for (const { rate, net, vat } of amounts.byRate) {
    let sum = 0n;
    for (const line of lines) if (line.vatRate === rate) sum += netOf(line);
    expect(net).toBe(sum);
    expectNearest(vat, net * BigInt(rate), 10_000n);
    gross += net + vat;
  }
  expect([amounts.gross, amounts.net + amounts.vat]).toEqual([gross, gross]);

  expect(amountsOf(lines.toReversed())).toEqual(amounts);
  const undone = amountsOf(lines.map((line) => ({ ...line, unitPrice: -line.unitPrice })));
  expect([undone.net, undone.vat, undone.gross]).toEqual([-amounts.net, -amounts.vat, -amounts.gross]);
}
