import { registerEnumType } from 'type-graphql';

export const TermsStatus = {
  PENDING: 'PENDING',
  ACCEPTED: 'ACCEPTED',
  DECLINED: 'DECLINED',
  EXPIRED: 'EXPIRED',
} as const;
export type TermsStatus = (typeof TermsStatus)[keyof typeof TermsStatus];

registerEnumType(TermsStatus, {
  name: 'TermsStatus',
  valuesConfig: { EXPIRED: { description: 'The request to sign ran out; a later one may still be accepted.' } },
});

/** Which status may follow which: acceptance is the last word, in whatever order word of several requests comes. */
export const termsTransitions: Readonly<Record<TermsStatus, readonly TermsStatus[]>> = {
  PENDING: ['ACCEPTED', 'DECLINED', 'EXPIRED'],
  EXPIRED: ['ACCEPTED', 'DECLINED'],
  ACCEPTED: [],
  DECLINED: ['ACCEPTED'],
};
