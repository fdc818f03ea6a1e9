import { registerEnumType } from 'type-graphql';

export const InterventionStatus = {
  DRAFT: 'DRAFT',
  SCHEDULED: 'SCHEDULED',
  IN_PROGRESS: 'IN_PROGRESS',
  INSTALLATION_DONE: 'INSTALLATION_DONE',
  PUBLISHED: 'PUBLISHED',
  REJECTED: 'REJECTED',
  CANCELLED: 'CANCELLED',
} as const;
export type InterventionStatus = (typeof InterventionStatus)[keyof typeof InterventionStatus];

registerEnumType(InterventionStatus, {
  name: 'InterventionStatus',
  valuesConfig: {
    INSTALLATION_DONE: { description: 'The work is finished; with the contract signed, the dossier goes out.' },
    PUBLISHED: { description: 'Symphonics has accepted the dossier. Set by the hub alone.' },
    REJECTED: { description: 'Symphonics refused the dossier after the fact; correct it and take it up again.' },
  },
});

/** Which status may follow which. PUBLISHED is only ever reached by the hub (see `operations/settle-dossier.ts`). */
export const interventionTransitions: Readonly<Record<InterventionStatus, readonly InterventionStatus[]>> = {
  DRAFT: ['SCHEDULED', 'CANCELLED'],
  SCHEDULED: ['DRAFT', 'IN_PROGRESS', 'CANCELLED'],
  IN_PROGRESS: ['SCHEDULED', 'INSTALLATION_DONE', 'CANCELLED'],
  INSTALLATION_DONE: ['IN_PROGRESS', 'PUBLISHED', 'REJECTED', 'CANCELLED'],
  PUBLISHED: ['REJECTED'],
  REJECTED: ['IN_PROGRESS', 'INSTALLATION_DONE', 'PUBLISHED', 'CANCELLED'],
  CANCELLED: [],
};
