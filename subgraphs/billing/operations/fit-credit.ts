import { ConflictError } from '../../../platform/errors/errors.js';
import { type Amounts, amountsOf, type LineAmounts, type RateAmounts } from '../entities/amounts.js';

/**
 * What a credit note over some lines takes of each rate: the VAT of the lines, and all that is left of it when nothing
 * is left of the net amount.
 *
 * @param whole the invoice's own amounts
 * @param left what earlier credit notes left of it
 * @throws ConflictError when a rate is asked for more than is left of it
 */
export function fitCredit(
  whole: Amounts,
  left: readonly RateAmounts[],
  lines: readonly LineAmounts[],
): readonly RateAmounts[] {
  const asked = amountsOf(lines);
  const leftGross = left.reduce((sum, { net, vat }) => sum + net + vat, 0n);
  if (asked.gross > leftGross) {
    throw new ConflictError(`${leftGross} (minor units, VAT included) are left to credit, not ${asked.gross}.`, {
      details: { field: 'lines', left: Number(leftGross) },
    });
  }
  if (asked.gross <= 0n) throw new ConflictError('There is nothing to credit.', { details: { field: 'lines' } });
  return asked.byRate.map(({ rate, net, vat }) => {
    const rest = left.find((at) => at.rate === rate) ?? { rate, net: 0n, vat: 0n };
    // A rate that the invoice itself takes off is credited by taking off less.
    const deduction = (whole.byRate.find((at) => at.rate === rate)?.net ?? 0n) < 0n;
    const beyond = deduction ? net < rest.net || net > 0n : net > rest.net || net < 0n;
    if (beyond) {
      throw new ConflictError(
        `At ${rate} basis points of VAT, ${rest.net} (minor units) are left to credit, not ${net}.`,
        {
          details: { field: 'lines', vatRate: rate, left: Number(rest.net) },
        },
      );
    }
    if (net === rest.net) return rest;
    const most = deduction ? vat < rest.vat : vat > rest.vat;
    return { rate, net, vat: most ? rest.vat : vat };
  });
}
