import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLJSON } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';
import type { Exchange } from '../../../platform/http/exchange.js';
import { AttemptOutcome } from './delivery-status.js';

@Entity({ schema: 'integrations', tableName: 'delivery_attempts' })
@ObjectType({
  description: 'One try of a delivery, kept with what was said both ways; secrets are taken out on writing.',
})
export class DeliveryAttempt extends TenantEntity {
  @Property({ type: 'uuid' })
  deliveryId!: string;

  /** The delivery's, so that health need not look at deliveries; null in those that older versions made. */
  @Property({ type: 'uuid', nullable: true })
  connectionId: string | null = null;

  @Field(() => Int)
  @Property({ type: 'integer' })
  number!: number;

  @Field(() => Date)
  @Property({ type: 'timestamptz', length: 3 })
  startedAt!: Date;

  @Field(() => Int, { nullable: true })
  @Property({ type: 'integer', nullable: true })
  durationMs: number | null = null;

  @Field(() => AttemptOutcome)
  @Enum({ items: () => AttemptOutcome, type: 'text' })
  outcome: AttemptOutcome = AttemptOutcome.RUNNING;

  @Field(() => Int, { nullable: true })
  @Property({ type: 'integer', nullable: true })
  httpStatus: number | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  errorCode: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  message: string | null = null;

  @Field(() => String, { nullable: true, description: 'Quote it to the vendor’s support.' })
  @Property({ type: 'text', nullable: true })
  vendorRequestId: string | null = null;

  @Field(() => GraphQLJSON, { description: 'Every request of the attempt with its answer, in order, redacted.' })
  @Property({ type: 'jsonb' })
  exchanges: Exchange[] & Opt = [];

  @Field(() => GraphQLJSON, { nullable: true, description: 'The deciding request, redacted.' })
  get request(): Exchange['request'] | null {
    return this.exchanges.at(-1)?.request ?? null;
  }

  @Field(() => GraphQLJSON, { nullable: true, description: 'Its answer, redacted.' })
  get response(): Exchange['response'] | null {
    return this.exchanges.at(-1)?.response ?? null;
  }
}
