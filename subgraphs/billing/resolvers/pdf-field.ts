/** What a document as a PDF costs whoever asks: it is drawn each time. */
export const costOfPdf = '@cost(weight: 100)';

export const pdfDescription =
  'As a PDF in French, in base64: the same bytes as long as it, its company and its customer stay the same.';

export const inBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
