import { type Amounts, amountsOf, type LineAmounts, type RateAmounts, roundedQuotient, vatOf } from './amounts.js';

/** What is left of each rate of a whole after its parts. Together with them it is the whole, to the cent. */
export function leftOf(whole: Amounts, parts: readonly Amounts[]): RateAmounts[] {
  return whole.byRate.map(({ rate, net, vat }) => {
    const taken = parts.flatMap((part) => part.byRate.filter((at) => at.rate === rate));
    return {
      rate,
      net: taken.reduce((sum, at) => sum - at.net, net),
      vat: taken.reduce((sum, at) => sum - at.vat, vat),
    };
  });
}

/**
 * The net amounts by rate of a part of a whole: its percentage, cut where the VAT of the part and of what is then left
 * come to the VAT of both. So each part has the VAT that anybody computes from its lines, and no cent is lost; it is a
 * few cents at most that a cut goes beside its percentage.
 *
 * @param left what earlier parts left of the whole
 * @param percentage of the whole
 */
export function cutPart(whole: Amounts, left: readonly RateAmounts[], percentage: number): RateAmounts[] {
  return left.map(({ rate, net }) => {
    const all = whole.byRate.find((at) => at.rate === rate)?.net ?? 0n;
    const part = cleanCut(net, roundedQuotient(all * BigInt(percentage), 100n), rate);
    return { rate, net: part, vat: vatOf(part, rate) };
  });
}

/** The amount nearest to `wanted`, between nothing and `net`, that leaves the VAT of both sides whole. */
function cleanCut(net: bigint, wanted: bigint, rate: number): bigint {
  const [low, high] = net < 0n ? [net, 0n] : [0n, net];
  const nearest = wanted < low ? low : wanted > high ? high : wanted;
  const clean = (cut: bigint) => vatOf(cut, rate) + vatOf(net - cut, rate) === vatOf(net, rate);
  // Both ends are clean, so one is found.
  for (let step = 0n; ; step += 1n) {
    for (const cut of [nearest - step, nearest + step]) if (cut >= low && cut <= high && clean(cut)) return cut;
  }
}

/** What lines have to be given as VAT beside their own, so that it comes to `vat`; null when it does by itself. */
export function roundingTo(
  lines: readonly LineAmounts[],
  wanted: readonly RateAmounts[],
): Record<number, number> | null {
  const own = amountsOf(lines).byRate;
  const beside = wanted
    .map(({ rate, vat }) => [rate, Number(vat - (own.find((at) => at.rate === rate)?.vat ?? 0n))] as const)
    .filter(([, difference]) => difference !== 0);
  return beside.length > 0 ? Object.fromEntries(beside) : null;
}

/** What a deposit over a percentage of the lines comes to, VAT included. */
export function depositOf(lines: readonly LineAmounts[], percentage: number): bigint {
  const whole = amountsOf(lines);
  if (percentage === 100) return whole.gross;
  return cutPart(whole, whole.byRate, percentage).reduce((sum, { net, vat }) => sum + net + vat, 0n);
}
