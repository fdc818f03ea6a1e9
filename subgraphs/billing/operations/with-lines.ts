import { refuseViolations } from '../../../platform/errors/violations.js';
import { amountsOf, netOf, type VatRounding } from '../entities/amounts.js';
import type { StoredLine } from '../entities/line.js';

/** Far below what a number holds exactly, VAT and every sum on the way included. */
const maxVolume = 1_000_000_000_000_000n;

/**
 * The fields of a quote or an invoice that follow from its lines.
 * @throws InvalidInputError when the total is below zero, or the amounts are too large to stay exact
 */
export function withLines(
  storedLines: StoredLine[],
  rounding: VatRounding = {},
): { storedLines: StoredLine[]; grossAmount: number } {
  const { gross } = amountsOf(storedLines, rounding);
  const volume = storedLines.map(netOf).reduce((sum, net) => sum + (net < 0n ? -net : net), 0n);
  if (gross < 0n) refuseViolations([{ field: 'lines', message: 'must not add up to less than zero' }]);
  if (volume > maxVolume) refuseViolations([{ field: 'lines', message: `must not add up to more than ${maxVolume}` }]);
  return { storedLines, grossAmount: Number(gross) };
}
