import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';

export const ReplayStatus = { RUNNING: 'RUNNING', FINISHED: 'FINISHED' } as const;
export type ReplayStatus = (typeof ReplayStatus)[keyof typeof ReplayStatus];

registerEnumType(ReplayStatus, {
  name: 'ReplayStatus',
  valuesConfig: {
    RUNNING: { description: 'Deliveries are still being taken up, some each second.' },
    FINISHED: { description: 'All are taken up; how they fare is told by done and failed.' },
  },
});

@Entity({ schema: 'integrations', tableName: 'replays' })
@ObjectType({ description: 'Many deliveries that stood still, taken up again together and without haste.' })
export class Replay extends TenantEntity {
  @Field(() => ReplayStatus)
  @Enum({ items: () => ReplayStatus, type: 'text' })
  status: ReplayStatus = ReplayStatus.RUNNING;

  /** What was asked for, as it was asked. */
  @Property({ type: 'jsonb' })
  filter!: object;

  @Field(() => Int, { description: 'How many deliveries it is to take up.' })
  @Property({ type: 'integer' })
  total!: number;

  @Field(() => String, { description: 'Who asked for it.' })
  @Property({ type: 'text' })
  requestedBy!: string;

  /** The batch that comes next: a job of any other has been done already. */
  @Property({ type: 'integer' })
  batch: number & Opt = 0;

  @Property({ type: 'timestamptz', length: 3, nullable: true })
  nextBatchAt: Date | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  finishedAt: Date | null = null;
}
