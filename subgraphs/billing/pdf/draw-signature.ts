import { grey, left, right, type Sheet, width } from './sheet.js';

const height = 92;

/** Where the customer signs a quote. */
export function drawSignature(sheet: Sheet): void {
  sheet.roomFor(height + 8);
  const top = sheet.y + 6;
  const x = left + width / 2;
  sheet.pdf
    .rect(x, top, right - x, height)
    .lineWidth(0.7)
    .strokeColor('#888888')
    .stroke();
  sheet.at('Bon pour accord', x + 8, top + 8, { size: 10, bold: true });
  const words = 'Date, nom et signature du client, précédés de la mention « Bon pour accord »';
  for (const [index, line] of sheet.wrapped(words, right - x - 16, { size: 8 }).entries()) {
    sheet.at(line, x + 8, top + 24 + index * 10, { size: 8, color: grey });
  }
  sheet.y = top + height;
}
