import { registerEnumType } from 'type-graphql';

export const PaymentMethod = {
  BANK_TRANSFER: 'BANK_TRANSFER',
  DIRECT_DEBIT: 'DIRECT_DEBIT',
  CARD: 'CARD',
  CHEQUE: 'CHEQUE',
  CASH: 'CASH',
  OTHER: 'OTHER',
} as const;
export type PaymentMethod = (typeof PaymentMethod)[keyof typeof PaymentMethod];

registerEnumType(PaymentMethod, { name: 'PaymentMethod' });
