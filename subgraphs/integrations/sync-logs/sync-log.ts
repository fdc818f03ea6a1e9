import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';

export const SyncType = { FULL: 'FULL', INCREMENTAL: 'INCREMENTAL', PUSH: 'PUSH', PULL: 'PULL' } as const;
export type SyncType = (typeof SyncType)[keyof typeof SyncType];

registerEnumType(SyncType, {
  name: 'SyncType',
  valuesConfig: {
    FULL: { description: 'Both ways, over everything: what has the vendor’s final word is asked for again, too.' },
    INCREMENTAL: {
      description:
        'Both ways: what changed since the last full or incremental run goes out, what is in flight is asked for.',
    },
    PUSH: {
      description:
        'Everything that is finished and not delivered yet goes out; where the vendor keeps them, contacts, customers, sent invoices and payments, too.',
    },
    PULL: { description: 'The vendor is asked for the status of everything it has and has not decided on.' },
  },
});

export const SyncLogStatus = {
  RUNNING: 'RUNNING',
  COMPLETED: 'COMPLETED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const;
export type SyncLogStatus = (typeof SyncLogStatus)[keyof typeof SyncLogStatus];

registerEnumType(SyncLogStatus, {
  name: 'SyncLogStatus',
  valuesConfig: {
    COMPLETED: { description: 'It went through to its end; recordsFailed says how many it could not bring there.' },
    FAILED: { description: 'It could not go on.' },
    CANCELLED: { description: 'Stopped; what it had asked for already goes its way.' },
  },
});

/** What a run is at: asking for deliveries, asking the vendor, or waiting for what it asked for. */
export const SyncPhase = { PUSH: 'PUSH', PULL: 'PULL', SETTLE: 'SETTLE' } as const;
export type SyncPhase = (typeof SyncPhase)[keyof typeof SyncPhase];

@ObjectType({ description: 'A record that a run could not bring where it should be.' })
export class SyncLogError {
  @Field(() => String, {
    nullable: true,
    description: 'Of the intervention; null for what stopped the run as a whole.',
  })
  reference!: string | null;

  @Field(() => ID, { nullable: true })
  deliveryId!: string | null;

  @Field(() => String)
  code!: string;

  @Field(() => String)
  message!: string;
}

@Entity({ schema: 'integrations', tableName: 'sync_logs' })
@ObjectType({ description: 'One run that brought a connection up to date, and what came of it.' })
export class SyncLog extends TenantEntity {
  @Property({ type: 'uuid' })
  connectionId!: string;

  @Field(() => SyncType)
  @Enum({ items: () => SyncType, type: 'text' })
  type!: SyncType;

  @Field(() => SyncLogStatus)
  @Enum({ items: () => SyncLogStatus, type: 'text' })
  status: SyncLogStatus = SyncLogStatus.RUNNING;

  @Field(() => String, { description: 'Who or what asked for it.' })
  @Property({ type: 'text' })
  requestedBy!: string;

  @Field(() => Date)
  @Property({ type: 'timestamptz', length: 3 })
  startedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When all it asked for was settled, or it was stopped.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  completedAt: Date | null = null;

  @Field(() => Int, { description: 'Records looked at.' })
  @Property({ type: 'integer' })
  recordsProcessed: number & Opt = 0;

  @Field(() => Int, { description: 'Of them, those the vendor has now and had not.' })
  @Property({ type: 'integer' })
  recordsCreated: number & Opt = 0;

  @Field(() => Int, { description: 'Of them, those whose status at the vendor was news.' })
  @Property({ type: 'integer' })
  recordsUpdated: number & Opt = 0;

  @Field(() => Int, {
    description: 'Of them, those that were refused, given up, or wait for somebody to mend the dossier.',
  })
  @Property({ type: 'integer' })
  recordsFailed: number & Opt = 0;

  @Field(() => [SyncLogError], { description: 'The first 50; recordsFailed counts all.' })
  @Property({ type: 'jsonb' })
  errorLog: SyncLogError[] & Opt = [];

  @Enum({ items: () => SyncPhase, type: 'text' })
  phase!: SyncPhase;

  /** How far the phase has come: the graph's cursor, or `createdAt id` of a delivery. */
  @Property({ type: 'text', nullable: true })
  position: string | null = null;

  /** The step that comes next: a job of any other has been done already. */
  @Property({ type: 'integer' })
  step: number & Opt = 0;

  /** How often in a row nothing had settled when the run looked. */
  @Property({ type: 'integer' })
  waits: number & Opt = 0;

  /** When the next step is due, or the last sign of life of the one under way. */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  nextStepAt: Date | null = null;

  /** Only interventions that changed since then go out. */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  changedSince: Date | null = null;

  /** Only what the vendor was not heard of since then is asked for. */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  heardBefore: Date | null = null;
}
