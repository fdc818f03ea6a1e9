import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { TenantEntity } from '../../../../platform/database/tenant-entity.js';

export const BackfillStatus = { RUNNING: 'RUNNING', FINISHED: 'FINISHED', STOPPED: 'STOPPED' } as const;
export type BackfillStatus = (typeof BackfillStatus)[keyof typeof BackfillStatus];

registerEnumType(BackfillStatus, {
  name: 'BackfillStatus',
  valuesConfig: {
    RUNNING: { description: 'Deliveries are still being made, some each second.' },
    FINISHED: { description: 'All are made; how they fare is told by done and failed.' },
    STOPPED: { description: 'The partner was no longer authorised: the rest is not sent.' },
  },
});

@Entity({ schema: 'integrations', tableName: 'backfills' })
@ObjectType({ description: 'Dossiers of an earlier time, sent to a partner without haste, each once.' })
export class Backfill extends TenantEntity {
  @Property({ type: 'uuid' })
  connectionId!: string;

  @Field(() => BackfillStatus)
  @Enum({ items: () => BackfillStatus, type: 'text' })
  status: BackfillStatus = BackfillStatus.RUNNING;

  @Field(() => Date, { name: 'from', description: 'Of installations done at this moment or later.' })
  @Property({ type: 'timestamptz', length: 3 })
  fromAt!: Date;

  @Field(() => Date, { name: 'to', description: 'And before this one.' })
  @Property({ type: 'timestamptz', length: 3 })
  toAt!: Date;

  @Field(() => Int, { description: 'How many dossiers it is to send.' })
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
