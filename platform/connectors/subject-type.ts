/** What a delivery can be about. */
export const subjectTypes = [
  'intervention',
  'quote',
  'invoice',
  'payment',
  'customer',
  'contact',
  'lead',
  'terms-acceptance',
  'signature',
] as const;
export type SubjectType = (typeof subjectTypes)[number];
