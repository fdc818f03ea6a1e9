import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import type { BillingDocument, Client } from './entities.js';

/** The document as a one-page PDF, uncompressed, so that its text can be looked for in the bytes. */
export async function renderPdf(title: string, document: BillingDocument, client: Client): Promise<Buffer> {
  const pdf = new PDFDocument({ size: 'A4', compress: false, info: { Title: `${title} ${document.number}` } });
  pdf.fontSize(18).text(`${title} ${document.number}`);
  pdf.fontSize(11).moveDown().text(client.name).text(`Date: ${document.date}`).moveDown();
  for (const { product_key, notes, quantity, cost, line_total } of document.line_items) {
    pdf.text(`${product_key} ${notes}: ${quantity} x ${cost.toFixed(2)} = ${line_total.toFixed(2)}`);
  }
  pdf
    .moveDown()
    .text(`Taxes: ${document.total_taxes.toFixed(2)}`)
    .text(`Total: ${document.amount.toFixed(2)}`);
  pdf.end();
  return buffer(pdf);
}
