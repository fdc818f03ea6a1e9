import { BigIntType, type Opt } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { encodeCursor } from '../sync-events/cursor.js';

@Entity({ schema: 'integrations', tableName: 'sync_events' })
@ObjectType({ description: 'Something happened to a delivery, an intervention or a webhook.' })
@Directive('@key(fields: "cursor")')
export class SyncEvent {
  @PrimaryKey({ type: 'uuid' })
  organizationId!: string;

  /** Without gaps, in commit order, within the organization; given when it is first read. */
  @PrimaryKey({ type: 'bigint' })
  sequence!: string;

  /** Of the row; in the order of the appends, which is not that of the commits. */
  @Property({ type: new BigIntType('string') })
  id!: string;

  @Field(() => String, { description: 'delivery.succeeded, webhook.received, intervention.status …' })
  @Property({ type: 'text' })
  type!: string;

  @Field(() => Date)
  @Property({ type: 'timestamptz', length: 3 })
  occurredAt!: Date;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  connector: string | null = null;

  @Property({ type: 'uuid', nullable: true })
  deliveryId: string | null = null;

  @Field(() => ID, { nullable: true })
  @Property({ type: 'uuid', nullable: true })
  interventionId: string | null = null;

  @Field(() => String, { nullable: true, description: 'The event in a sentence, for people.' })
  @Property({ type: 'text', nullable: true })
  message: string | null = null;

  @Field(() => String, { description: 'Opaque; resume with after:.' })
  get cursor(): string & Opt {
    return encodeCursor(this.sequence);
  }
}
