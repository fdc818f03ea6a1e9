import { registerEnumType } from 'type-graphql';

export const QuoteStatus = {
  DRAFT: 'DRAFT',
  SENT: 'SENT',
  VIEWED: 'VIEWED',
  SIGNED: 'SIGNED',
  REJECTED: 'REJECTED',
  EXPIRED: 'EXPIRED',
} as const;
export type QuoteStatus = (typeof QuoteStatus)[keyof typeof QuoteStatus];

registerEnumType(QuoteStatus, {
  name: 'QuoteStatus',
  valuesConfig: { EXPIRED: { description: 'Nobody signed it in time. Set by the hub once validUntil has passed.' } },
});

/** Which status may follow which. An answer in time counts, though the hub may hear of it late. */
export const quoteTransitions: Readonly<Record<QuoteStatus, readonly QuoteStatus[]>> = {
  DRAFT: ['SENT'],
  SENT: ['VIEWED', 'SIGNED', 'REJECTED', 'EXPIRED'],
  VIEWED: ['SIGNED', 'REJECTED', 'EXPIRED'],
  SIGNED: [],
  REJECTED: [],
  EXPIRED: ['SIGNED', 'REJECTED'],
};
