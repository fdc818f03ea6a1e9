import { frenchMoney, frenchRate } from '../format/french.js';
import type { BillingDocument } from './billing-document.js';
import { depositTime } from './deposit-time.js';
import { accent, left, right, type Sheet } from './sheet.js';

const step = 14;

/** VAT by rate on the left, the sums on the right; kept together on one page. */
export function drawTotals(sheet: Sheet, document: BillingDocument): void {
  const { totals, currency } = document;
  const sums = sumsOf(document);
  sheet.roomFor(step * (Math.max(sums.length, totals.vatByRate.length + 1) + 1));
  const top = sheet.y;
  const rows = [
    ['Taux de TVA', 'Base HT', 'Montant TVA'],
    ...totals.vatByRate.map(({ rate, net, vat }) => [
      frenchRate(rate),
      frenchMoney(net.amount, currency),
      frenchMoney(vat.amount, currency),
    ]),
  ];
  for (const [index, [rate = '', net = '', vat = '']] of rows.entries()) {
    const y = top + index * step;
    const style = { size: 8.5, bold: index === 0 };
    sheet.at(rate, left + 4, y, style);
    sheet.endingAt(net, left + 150, y, { ...style, room: 85 });
    sheet.endingAt(vat, left + 240, y, { ...style, room: 85 });
  }
  for (const [index, { name, amount, strong }] of sums.entries()) {
    const y = top + index * step;
    const style = { size: strong ? 10.5 : 9, bold: strong, color: strong ? accent : '#000000' };
    sheet.at(name, right - 225, y, style);
    sheet.endingAt(frenchMoney(amount, currency), right - 4, y, { ...style, room: 90 });
  }
  sheet.y = top + step * (Math.max(sums.length, rows.length) + 0.5);
}

function sumsOf({ kind, totals, deposit }: BillingDocument): { name: string; amount: number; strong: boolean }[] {
  const sums = [
    { name: 'Total HT', amount: totals.net.amount, strong: false },
    { name: 'Total TVA', amount: totals.vat.amount, strong: false },
    { name: 'Total TTC', amount: totals.gross.amount, strong: true },
  ];
  if (kind === 'CREDIT_NOTE') sums.push({ name: 'Montant de l’avoir', amount: totals.gross.amount, strong: true });
  else if (kind !== 'QUOTE') sums.push({ name: 'Net à payer', amount: totals.gross.amount, strong: true });
  else if (deposit) {
    const name = `Acompte ${depositTime(deposit)} (${deposit.percentage}\u00a0%)`;
    sums.push({ name, amount: deposit.amount, strong: false });
  }
  return sums;
}
