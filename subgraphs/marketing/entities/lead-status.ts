import { registerEnumType } from 'type-graphql';

export const LeadStatus = { NEW: 'NEW', QUALIFIED: 'QUALIFIED', CONVERTED: 'CONVERTED', LOST: 'LOST' } as const;
export type LeadStatus = (typeof LeadStatus)[keyof typeof LeadStatus];

registerEnumType(LeadStatus, {
  name: 'LeadStatus',
  valuesConfig: { CONVERTED: { description: 'The contact is a client now.' } },
});

/** Which status may follow which. */
export const leadTransitions: Readonly<Record<LeadStatus, readonly LeadStatus[]>> = {
  NEW: ['QUALIFIED', 'LOST'],
  QUALIFIED: ['CONVERTED', 'LOST'],
  CONVERTED: [],
  LOST: [],
};
