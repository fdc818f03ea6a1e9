import { ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/service/pagination.js';
import { Intervention } from '../entities/intervention.js';
import { InterventionChange } from '../entities/intervention-change.js';

const interventions = connectionOf(Intervention);

@ObjectType()
export class InterventionEdge extends interventions.Edge {}

@ObjectType()
export class InterventionConnection extends interventions.connection(InterventionEdge) {}

const changes = connectionOf(InterventionChange);

@ObjectType()
export class InterventionChangeEdge extends changes.Edge {}

@ObjectType()
export class InterventionChangeConnection extends changes.connection(InterventionChangeEdge) {}

export const InterventionOrder = {
  NEWEST_FIRST: 'NEWEST_FIRST',
  OLDEST_FIRST: 'OLDEST_FIRST',
  RECENTLY_UPDATED: 'RECENTLY_UPDATED',
  REFERENCE: 'REFERENCE',
} as const;
export type InterventionOrder = (typeof InterventionOrder)[keyof typeof InterventionOrder];

registerEnumType(InterventionOrder, { name: 'InterventionOrder' });
