import type { PostalAddress } from '../entities/postal-address.js';
import { frenchDate } from '../format/french.js';
import type { BillingDocument, Issuer } from './billing-document.js';
import { nameOf } from './names.js';
import { accent, grey, left, right, type Sheet, type Style, width } from './sheet.js';

const column = width / 2 - 10;

/** Who it is from, what it is, whom it is for, and what it is about. */
export function drawHead(sheet: Sheet, document: BillingDocument): void {
  const { issuer, recipient } = document;
  const top = sheet.y;
  const issuerBottom = block(sheet, left, top, issuer.name, issuerLines(issuer), { size: 14, color: accent });
  const datesBottom = block(sheet, left + column + 20, top, nameOf(document), dateLines(document), { size: 14 });
  const { name, address, email, phone } = recipient;
  const lines = present([...addressLines(address), email, phone]);
  const customerTop = Math.max(issuerBottom, datesBottom) + 14;
  sheet.y = block(sheet, left + column + 20, customerTop, name, lines, { size: 11 }) + 16;
  if (document.title) sheet.paragraph(`Objet : ${document.title}`, { size: 10, bold: true, gap: 8 });
  sheet.rule(sheet.y, accent);
  sheet.y += 8;
  if (document.draft) sheet.endingAt('BROUILLON', right, top - 14, { size: 9, bold: true, color: '#b00020' });
}

/** A heading and lines below it, within half of the page. @returns where it ends */
function block(sheet: Sheet, x: number, top: number, heading: string, lines: readonly string[], style: Style): number {
  let y = top;
  const write = (text: string, how: Style) => {
    for (const line of sheet.wrapped(text, column, how)) {
      sheet.at(line, x, y, how);
      y += (how.size ?? 9) * 1.3;
    }
  };
  write(heading, { ...style, bold: true });
  for (const line of lines) write(line, { color: grey });
  return y;
}

const present = (lines: readonly (string | null)[]): string[] => lines.flatMap((line) => (line ? [line] : []));

const addressLines = (address: PostalAddress | null): (string | null)[] =>
  address === null
    ? []
    : [
        address.street,
        address.complement,
        `${address.postalCode} ${address.city}`,
        address.country === 'FR' ? null : address.country,
      ];

const issuerLines = ({ legalName, name, address, phone, email }: Issuer): string[] =>
  present([legalName === name ? null : legalName, ...addressLines(address), phone, email]);

function dateLines({ date, validUntil, dueAt, reference }: BillingDocument): string[] {
  return present([
    `Date : ${frenchDate(date)}`,
    validUntil && `Valable jusqu’au ${frenchDate(validUntil)}`,
    dueAt && `Échéance : ${frenchDate(dueAt)}`,
    reference,
  ]);
}
