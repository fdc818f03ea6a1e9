import { buffer } from 'node:stream/consumers';
import type { BillingDocument } from './billing-document.js';
import { drawFooters } from './draw-footers.js';
import { drawHead } from './draw-head.js';
import { drawLines } from './draw-lines.js';
import { drawSignature } from './draw-signature.js';
import { drawTotals } from './draw-totals.js';
import { mentionsOf } from './mentions.js';
import { nameOf } from './names.js';
import { grey, Sheet } from './sheet.js';

/**
 * A quote, an invoice or a credit note as a PDF in French. The same document gives the same bytes, so that a digest of
 * them says whether anything changed.
 */
export async function renderPdf(document: BillingDocument): Promise<Uint8Array> {
  const sheet = new Sheet({ title: nameOf(document), author: document.issuer.name, date: document.date });
  const bytes = buffer(sheet.pdf);
  drawHead(sheet, document);
  await drawLines(sheet, document);
  drawTotals(sheet, document);
  if (document.notes) sheet.paragraph(document.notes, { gap: 6 });
  for (const mention of mentionsOf(document)) sheet.paragraph(mention, { size: 7.5, color: grey, gap: 3 });
  if (document.kind === 'QUOTE') drawSignature(sheet);
  drawFooters(sheet, document);
  sheet.pdf.end();
  return bytes;
}
