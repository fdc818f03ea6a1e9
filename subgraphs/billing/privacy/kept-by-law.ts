/** Code de commerce, L123-22: ten years from the end of the financial year, which is taken to be the calendar's. */
const yearsKept = 10;

export const reasonToKeep =
  'Invoices that were issued, with the name and address of the customer and what was paid for them, are accounting ' +
  'records: the law wants them whole for ten years from the end of the year (Code de commerce L123-22, CGI 289; ' +
  'GDPR 17(3)(b)).';

/** A condition on an invoice; its parameter is `firstYearKept`. */
export const mustBeKept = `(issued_at is not null and extract(year from issued_at) >= ?)`;

export const firstYearKept = (now: Date): number => now.getUTCFullYear() - yearsKept;

/** The last moment that an invoice of a year has to be kept. */
export const keptUntil = (year: number): string => `${year + yearsKept}-12-31T23:59:59.999Z`;

/** What the lines of a document come to when nothing but their figures is left. */
export const linesWithoutWords = `(select coalesce(jsonb_agg(l || '{"description": "erased"}'), '[]') from jsonb_array_elements(lines) l)`;
