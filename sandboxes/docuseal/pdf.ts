import PDFDocument from 'pdfkit';

/** A PDF of one page with these lines of text, the first as its title. */
export function textPdf(lines: readonly string[], at: Date): Promise<Buffer> {
  const [title = '', ...rest] = lines;
  const document = new PDFDocument({ size: 'A4', info: { Title: title, CreationDate: at, ModDate: at } });
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
    document.fontSize(16).text(title).moveDown().fontSize(10);
    for (const line of rest) document.text(line);
    document.end();
  });
}
