import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { frenchDate, frenchMoney, frenchNumber, frenchRate } from '../../../subgraphs/billing/format/french.js';
import { printable } from '../../../subgraphs/billing/pdf/printable.js';
import { type BillingKit, type InvoiceAnswer, startBilling } from './billing-kit.js';

let kit: BillingKit;
let parties: { companyId: string; customerId: string };
beforeAll(async () => {
  kit = await startBilling();
  parties = await kit.parties();
  await update('Company', parties.companyId, company);
  const address = { street: '3 allée des Œillets', postalCode: '75005', city: 'Paris' };
  await update('Customer', parties.customerId, { address });
});
afterAll(() => kit?.close());

const company = {
  name: 'Valoren Énergies',
  legalForm: 'SAS',
  shareCapital: 1_000_000,
  siret: '303 265 045 00011',
  rcs: 'RCS Lyon 303 265 045',
  vatNumber: 'FR40303265045',
  address: { street: '12 rue de l’Église', postalCode: '69001', city: 'Lyon' },
  phone: '+33472000000',
  iban: 'FR14 2004 1010 0505 0001 3M02 606',
  bic: 'PSSTFRPPLYO',
  insurance: 'Décennale n° 123, France',
};

async function update(kind: 'Company' | 'Customer', id: string, input: object): Promise<void> {
  const mutation = `mutation ($id: ID!, $input: Update${kind}Input!) { update${kind}(id: $id, input: $input) { id } }`;
  await kit.graph.data(mutation, { id, input });
}

/** The PDF of a quote or an invoice, as the graph gives it. */
async function pdfOf(kind: 'quote' | 'invoice', id: string): Promise<Buffer> {
  const query = `query ($id: ID!) { found: ${kind}(id: $id) { pdf } }`;
  const { found } = await kit.graph.data<{ found: { pdf: string } }>(query, { id });
  return Buffer.from(found.pdf, 'base64');
}

/** What stands on each page; spaces of all kinds are one. */
async function pagesOf(pdf: Buffer): Promise<string[]> {
  const loading = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  const document = await loading.promise;
  const pages: string[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent();
    const words = items.map((item) => ('str' in item ? item.str : '')).join(' ');
    pages.push(words.replaceAll(/\s+/g, ' '));
  }
  await loading.destroy();
  return pages;
}

const textOf = async (kind: 'quote' | 'invoice', id: string) => (await pagesOf(await pdfOf(kind, id))).join(' ');

const lines = [
  { description: 'Pompe à chaleur air/eau', unitPrice: 1_234_567, vatRate: 550, discount: 500 },
  { description: 'Main-d’œuvre', quantity: 7.25, unit: 'h', unitPrice: 4_999, vatRate: 2_000 },
];

describe('a quote as a PDF', () => {
  test('has its parties, lines, VAT by rate, sums, deposit, terms and mentions, in French', async () => {
    const { id } = await kit.quote({ ...parties, title: 'Rénovation', notes: 'Merci !', lines });
    expect(await textOf('quote', id)).toContain('BROUILLON');
    await kit.step('sendQuote', id);
    const text = await textOf('quote', id);
    for (const words of [
      'Devis n° QUO-2025-0001',
      'Date : 02/06/2025',
      'Valable jusqu’au 02/07/2025',
      'Marie Curie 3 allée des Œillets 75005 Paris',
      'Objet : Rénovation',
      'Pompe à chaleur air/eau 11 728,39 € 5,5 % 5 % 12 345,67 € 1',
      'Main-d’œuvre 362,43 € 20 % 49,99 € h 7,25',
      '5,5 % 11 728,39 € 645,06 €',
      '20 % 362,43 € 72,49 €',
      'Total HT 12 090,82 €',
      'Total TVA 717,55 €',
      'Total TTC 12 808,37 €',
      'Acompte à la signature (30 %) 3 842,5',
      'Merci !',
      'TVA à taux réduit',
      'Droit de rétractation',
      '14 jours',
      'Bon pour accord',
      'Assurance professionnelle : Décennale n° 123, France',
      'Valoren Énergies SAS au capital de 10 000,00 € – SIRET 30326504500011 – RCS Lyon 303 265 045 – TVA FR40303265045',
      'Page 1/1',
    ]) {
      expect(text).toContain(words);
    }
    for (const words of ['BROUILLON', 'pénalités', '293 B', 'IBAN']) expect(text).not.toContain(words);
  });

  test('says when the deposit is asked, where its company waits after the signature', async () => {
    const waiting = await kit.parties();
    await update('Company', waiting.companyId, { invoicingDelayDays: 7 });
    const text = await textOf('quote', (await kit.quote(waiting)).id);
    expect(text).toContain('Acompte 7 jours après la signature (30 %) 36,00 €');
    expect(text).toContain('acompte de 30 % 7 jours après la signature, soit 36,00 € TTC');
  });

  test('goes on over pages, each with the heading of the table and its number', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      description: `Ligne ${index + 1} ${'mot '.repeat(index % 7)}`,
      unitPrice: 100,
      vatRate: 1_000,
    }));
    // Taller than a page.
    const tall = { description: 'a\n'.repeat(80), unitPrice: 100, vatRate: 1_000 };
    const { id } = await kit.quote({ ...parties, lines: [...many, tall], notes: 'x'.repeat(5_000) });
    const pages = await pagesOf(await pdfOf('quote', id));
    expect(pages.length).toBeGreaterThan(3);
    for (const [index, page] of pages.entries()) expect(page).toContain(`Page ${index + 1}/${pages.length}`);
    const withLines = pages.filter((page) => page.includes('Ligne '));
    expect(withLines.length).toBeGreaterThan(1);
    for (const page of withLines) expect(page).toContain('Désignation');
    const found = pages.join(' ').match(/Ligne \d+/g) ?? [];
    expect(found).toEqual(many.map((_, index) => `Ligne ${index + 1}`));
    expect(pages.join(' ').match(/(?<= )a(?= )/g)).toHaveLength(80);
  });

  test('is the same byte by byte whenever it is asked for', async () => {
    const { id } = await kit.quote({ ...parties, lines });
    await kit.step('sendQuote', id);
    const first = await pdfOf('quote', id);
    kit.clock.now = new Date(kit.clock.now.getTime() + 86_400_000);
    expect((await pdfOf('quote', id)).equals(first)).toBe(true);
    const other = await kit.quote({ ...parties, lines });
    expect((await pdfOf('quote', other.id)).equals(first)).toBe(false);
    kit.clock.now = new Date('2025-06-02T09:00:00.000Z');
  });
});

describe('an invoice as a PDF', () => {
  test('says how and until when it is paid, with what a professional has to know', async () => {
    const professional = await kit.graph.data<{ made: { id: string } }>(
      'mutation { made: createCustomer(input: { name: "Curie SARL", kind: COMPANY }) { id } }',
    );
    const { id } = await kit.invoice({ ...parties, customerId: professional.made.id, lines });
    expect(await textOf('invoice', id)).toContain('Facture (brouillon)');
    const { number } = await kit.step<InvoiceAnswer>('sendInvoice', id);
    const text = await textOf('invoice', id);
    for (const words of [
      `Facture n° ${number}`,
      'Échéance : 02/07/2025',
      'Net à payer 12 808,37 €',
      'À régler au plus tard le 02/07/2025',
      'IBAN FR14 2004 1010 0505 0001 3M02 606 – BIC PSSTFRPPLYO',
      'pénalités',
      'indemnité forfaitaire pour frais de recouvrement de 40 €',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('Bon pour accord');
    const issued = await pdfOf('invoice', id);
    await kit.pay(id, 100);
    expect((await pdfOf('invoice', id)).equals(issued)).toBe(true);
  });

  test('over a deposit names its quote; a credit note its invoice and why', async () => {
    const quote = await kit.quote({ ...parties, lines });
    await kit.step('sendQuote', quote.id);
    await kit.step('signQuote', quote.id);
    const { made: deposit } = await kit.graph.data<{ made: { id: string } }>(
      'mutation ($id: ID!) { made: createDepositInvoice(quoteId: $id) { id } }',
      { id: quote.id },
    );
    const { number } = await kit.step<InvoiceAnswer>('sendInvoice', deposit.id);
    const asked = await textOf('invoice', deposit.id);
    expect(asked).toContain(`Facture d’acompte n° ${number}`);
    expect(asked).toContain(`Devis ${quote.number} du 02/06/2025`);
    const { made: note } = await kit.graph.data<{ made: { id: string; number: string } }>(
      'mutation ($id: ID!) { made: createCreditNote(input: { invoiceId: $id, reason: "Chantier annulé" }) { id number } }',
      { id: deposit.id },
    );
    const taken = await textOf('invoice', note.id);
    for (const words of [
      `Avoir n° ${note.number}`,
      `Facture ${number} du 02/06/2025`,
      'Chantier annulé',
      'Montant de l’avoir',
    ]) {
      expect(taken).toContain(words);
    }
    expect(taken).not.toContain('Net à payer');
  });

  test('of a company that is exempt says that no VAT applies', async () => {
    const exempt = await kit.parties();
    await update('Company', exempt.companyId, { vatExempt: true });
    const { id } = await kit.invoice({ ...exempt, lines: [{ ...lines[1], vatRate: 0 }] });
    expect(await textOf('invoice', id)).toContain('TVA non applicable, art. 293 B du CGI.');
  });
});

describe('French', () => {
  test.each([
    [frenchMoney(123_456_789, 'EUR'), '1 234 567,89 €'],
    [frenchMoney(-5, 'EUR'), '-0,05 €'],
    [frenchMoney(0, 'EUR'), '0,00 €'],
    [frenchMoney(1_500, 'JPY'), '1 500 JPY'],
    [frenchMoney(999_999_999_999_999, 'EUR'), '9 999 999 999 999,99 €'],
    [frenchNumber(7.25), '7,25'],
    [frenchNumber(-1_234.5), '-1 234,5'],
    [frenchRate(550), '5,5 %'],
    [frenchRate(210), '2,1 %'],
    [frenchRate(2_000), '20 %'],
    // Midnight is that of Paris.
    [frenchDate(new Date('2025-12-31T22:59:59.000Z')), '31/12/2025'],
    [frenchDate(new Date('2025-12-31T23:00:00.000Z')), '01/01/2026'],
  ])('%s', (written, expected) => {
    expect(written.replaceAll('\u00a0', ' ')).toBe(expected);
  });

  test('texts keep what the fonts have; the rest loses its accents or is a question mark', () => {
    expect(printable('é€’œ « Ÿ » …\u00a0–')).toBe('é€’œ « Ÿ » …\u00a0–');
    expect(printable('Łódź\u202f5 ≥ 3 🙂 漢\tfin')).toBe('Lódz\u00a05 >= 3 ? ? fin');
    expect(printable('e\u0301')).toBe('é');
  });
});
