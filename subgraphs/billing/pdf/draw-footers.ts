import { frenchMoney } from '../format/french.js';
import type { BillingDocument, Issuer } from './billing-document.js';
import { nameOf } from './names.js';
import { footerTop, grey, left, right, type Sheet, width } from './sheet.js';

/** The company's identity and the number of the page, on every page: once all of them are there. */
export function drawFooters(sheet: Sheet, document: BillingDocument): void {
  const { count } = sheet.pdf.bufferedPageRange();
  const identity = sheet.wrapped(identityOf(document.issuer), width, { size: 7.5 }).slice(0, 3);
  for (let page = 0; page < count; page++) {
    sheet.pdf.switchToPage(page);
    sheet.rule(footerTop + 6);
    for (const [index, line] of identity.entries()) {
      sheet.at(line, left, footerTop + 12 + index * 10, { size: 7.5, color: grey });
    }
    const y = footerTop + 44;
    sheet.at(nameOf(document), left, y, { size: 7.5, color: grey });
    sheet.endingAt(`Page ${page + 1}/${count}`, right, y, { size: 7.5, color: grey });
  }
}

function identityOf({ name, legalName, legalForm, shareCapital, siren, siret, rcs, vatNumber }: Issuer): string {
  const capital = shareCapital === null ? null : `au capital de ${frenchMoney(shareCapital, 'EUR')}`;
  return [
    [legalName ?? name, legalForm, capital].filter(Boolean).join(' '),
    siret ? `SIRET ${siret}` : siren && `SIREN ${siren}`,
    rcs,
    vatNumber && `TVA ${vatNumber}`,
  ]
    .filter(Boolean)
    .join(' – ');
}
