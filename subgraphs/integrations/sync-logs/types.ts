import { ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/service/pagination.js';
import { SyncLog } from './sync-log.js';

export const SyncOutcome = { SUCCESS: 'SUCCESS', PARTIAL: 'PARTIAL', FAILED: 'FAILED' } as const;
export type SyncOutcome = (typeof SyncOutcome)[keyof typeof SyncOutcome];

registerEnumType(SyncOutcome, {
  name: 'SyncOutcome',
  valuesConfig: { PARTIAL: { description: 'It went through, and some records failed.' } },
});

const logs = connectionOf(SyncLog);

@ObjectType()
export class SyncLogEdge extends logs.Edge {}

@ObjectType()
export class SyncLogConnection extends logs.connection(SyncLogEdge) {}
