import { BigIntType, type Opt } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import type { SubjectType } from '../../../platform/connectors/connector.js';
import { encodeCursor } from '../sync-events/cursor.js';

@Entity({ schema: 'integrations', tableName: 'sync_events' })
@ObjectType({ description: 'Something happened to a delivery, to what it is about, or to a webhook.' })
@Directive('@key(fields: "cursor")')
export class SyncEvent {
  /** Of the row; in the order of the appends, which is not that of the commits. */
  @PrimaryKey({ type: new BigIntType('string') })
  id!: string;

  @Property({ type: 'uuid' })
  organizationId!: string;

  /** Without gaps, in commit order, within the organization; given when the event is first read, and null until then. */
  @Property({ type: new BigIntType('string'), nullable: true })
  sequence: string | null = null;

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

  @Field(() => String, { nullable: true, description: 'What it is about: intervention, quote, invoice, contact …' })
  @Property({ type: 'text', nullable: true })
  subjectType: SubjectType | null = null;

  @Field(() => ID, { nullable: true, description: 'The id of what it is about.' })
  @Property({ type: 'uuid', nullable: true })
  subjectId: string | null = null;

  @Field(() => ID, { nullable: true, description: 'Also of what is about something else, where it is known.' })
  @Property({ type: 'uuid', nullable: true })
  interventionId: string | null = null;

  @Field(() => String, { nullable: true, description: 'The event in a sentence, for people.' })
  @Property({ type: 'text', nullable: true })
  message: string | null = null;

  @Field(() => String, { description: 'Opaque; resume with after:.' })
  get cursor(): string & Opt {
    return encodeCursor(this.place);
  }

  /** Its place in the sequence. @throws when it was read without being numbered first */
  get place(): string & Opt {
    if (this.sequence === null) throw new Error(`the sync event ${this.id} has no number yet`);
    return this.sequence;
  }
}
