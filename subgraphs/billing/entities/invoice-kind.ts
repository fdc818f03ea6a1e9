import { registerEnumType } from 'type-graphql';

export const InvoiceKind = {
  STANDARD: 'STANDARD',
  DEPOSIT: 'DEPOSIT',
  REST: 'REST',
  CREDIT_NOTE: 'CREDIT_NOTE',
} as const;
export type InvoiceKind = (typeof InvoiceKind)[keyof typeof InvoiceKind];

registerEnumType(InvoiceKind, {
  name: 'InvoiceKind',
  valuesConfig: {
    DEPOSIT: { description: 'What is asked when a quote is signed.' },
    REST: { description: 'What is left of a quote after its other invoices.' },
    CREDIT_NOTE: {
      description: 'Takes back an invoice or a part of it. Its amounts are above zero, and not to be paid.',
    },
  },
});
