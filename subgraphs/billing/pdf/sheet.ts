import PDFDocument from 'pdfkit';
import { printable } from './printable.js';
import { wrap } from './wrap.js';

/** A4 in points. */
const page = { width: 595.28, height: 841.89 };
const margin = 48;
/** Room for the footer, which is drawn when the number of pages is known. */
const footer = 62;

export const left = margin;
export const right = page.width - margin;
export const width = right - left;
export const footerTop = page.height - footer;

export interface Style {
  /** Points. Default 9. */
  size?: number;
  bold?: boolean;
  color?: string;
}

export const grey = '#555555';
export const accent = '#1f3a5f';

/** Pages with a place to write at. Nothing breaks by itself: `roomFor` starts a page, `onPage` says what then comes first. */
export class Sheet {
  readonly pdf: PDFKit.PDFDocument;
  y = margin;
  private readonly signWidths = { plain: new Map<string, number>(), bold: new Map<string, number>() };
  /** What is repeated at the top of each further page: a table's heading. */
  onPage: () => void = () => undefined;

  constructor(info: { title: string; author: string; date: Date }) {
    this.pdf = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      lang: 'fr-FR',
      // The file's own id is made of these: the same document gives the same bytes.
      info: {
        Title: info.title,
        Author: info.author,
        CreationDate: info.date,
        Producer: 'Passerelle',
        Creator: 'Passerelle',
      },
    });
  }

  /** Goes on on the next page when so much does not fit any more. */
  roomFor(height: number): void {
    if (this.y + height <= footerTop) return;
    this.pdf.addPage();
    this.y = margin;
    this.onPage();
  }

  /** Writes one line of text at a place. */
  at(text: string, x: number, y: number, style: Style = {}): void {
    this.use(style).text(printable(text), x, y, { lineBreak: false });
  }

  /** Writes one line of text that ends at `x`, smaller when it would be wider than `room`. */
  endingAt(text: string, x: number, y: number, style: Style & { room?: number } = {}): void {
    const { room = width, size = 9 } = style;
    const wide = this.widthOf(printable(text), style);
    const fitting = wide > room ? { ...style, size: (size * room) / wide } : style;
    this.at(text, x - Math.min(wide, room), y, fitting);
  }

  /** Writes a text below the last, line by line, over pages if it has to. */
  paragraph(text: string, style: Style & { gap?: number } = {}): void {
    const step = (style.size ?? 9) * 1.3;
    for (const line of this.wrapped(text, width, style)) {
      this.roomFor(step);
      this.at(line, left, this.y, style);
      this.y += step;
    }
    this.y += style.gap ?? 0;
  }

  rule(y: number, color = '#cccccc'): void {
    this.pdf.moveTo(left, y).lineTo(right, y).lineWidth(0.5).strokeColor(color).stroke();
  }

  /** The text in lines no wider than `room`; words that are wider are cut. */
  wrapped(text: string, room: number, { size = 9, bold = false }: Style = {}): string[] {
    return wrap(printable(text), room / size, (sign) => this.signWidth(sign, bold));
  }

  /** Of one character at one point, whatever stands beside it: a little more at most than it takes there. */
  private signWidth(sign: string, bold: boolean): number {
    const known = this.signWidths[bold ? 'bold' : 'plain'];
    const width = known.get(sign) ?? this.widthOf(sign, { size: 1, bold });
    known.set(sign, width);
    return width;
  }

  /** Of text that is printable already. */
  private widthOf(text: string, style: Style): number {
    return this.use(style).widthOfString(text);
  }

  private use({ size = 9, bold = false, color = '#000000' }: Style): PDFKit.PDFDocument {
    return this.pdf
      .font(bold ? 'Helvetica-Bold' : 'Helvetica')
      .fontSize(size)
      .fillColor(color);
  }
}
