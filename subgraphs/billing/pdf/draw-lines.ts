import { setImmediate } from 'node:timers/promises';
import type { Line } from '../entities/line.js';
import { frenchMoney, frenchNumber, frenchRate } from '../format/french.js';
import type { BillingDocument } from './billing-document.js';
import { accent, left, right, type Sheet, width } from './sheet.js';

/** Where each column of figures ends, and how wide it is, counted from the right. */
const columns = [
  { name: 'Total HT', end: right - 4, room: 78 },
  { name: 'TVA', end: right - 86, room: 40 },
  { name: 'Remise', end: right - 130, room: 40 },
  { name: 'P.U. HT', end: right - 174, room: 72 },
  { name: 'Unité', end: right - 250, room: 36 },
  { name: 'Qté', end: right - 290, room: 40 },
] as const;

const words = { x: left + 4, room: width - 290 - 52 };
const step = 11.5;

/** Lines of text that are not torn apart by the end of a page. */
const together = 20;

/** The table of lines; its heading comes again on each page it goes on to. */
export async function drawLines(sheet: Sheet, { lines, currency }: BillingDocument): Promise<void> {
  sheet.roomFor(3 * step);
  const heading = () => drawHeading(sheet);
  heading();
  sheet.onPage = heading;
  for (const line of lines) {
    drawLine(sheet, line, currency);
    // Hundreds of long lines take seconds: others are served in between.
    await setImmediate();
  }
  sheet.onPage = () => undefined;
  sheet.y += 10;
}

function drawHeading(sheet: Sheet): void {
  const style = { size: 8.5, bold: true, color: '#ffffff' };
  sheet.pdf.rect(left, sheet.y, width, step + 5).fill(accent);
  sheet.at('Désignation', words.x, sheet.y + 4.5, style);
  for (const { name, end, room } of columns) sheet.endingAt(name, end, sheet.y + 4.5, { ...style, room });
  sheet.y += step + 9;
}

function drawLine(sheet: Sheet, line: Line, currency: string): void {
  const figures = [
    frenchMoney(line.net.amount, currency),
    frenchRate(line.vatRate),
    line.discount > 0 ? frenchRate(line.discount) : '',
    frenchMoney(line.unitPrice.amount, currency),
    line.unit ?? '',
    frenchNumber(line.quantity),
  ];
  const texts = sheet.wrapped(line.description, words.room);
  // A line stays together, unless it is a page long itself.
  sheet.roomFor(Math.min(texts.length, together) * step);
  for (const [index, text] of texts.entries()) {
    sheet.roomFor(step);
    sheet.at(text, words.x, sheet.y);
    if (index === 0) {
      for (const [place, { end, room }] of columns.entries()) {
        sheet.endingAt(figures[place] ?? '', end, sheet.y, { room });
      }
    }
    sheet.y += step;
  }
  sheet.rule(sheet.y + 1);
  sheet.y += 5;
}
