import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { GraphQLJSON } from 'graphql-scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';
import { Connection } from './connection.js';

export const WebhookOutcome = {
  RECEIVED: 'RECEIVED',
  APPLIED: 'APPLIED',
  IGNORED: 'IGNORED',
} as const;
export type WebhookOutcome = (typeof WebhookOutcome)[keyof typeof WebhookOutcome];

registerEnumType(WebhookOutcome, { name: 'WebhookOutcome' });

@ObjectType({ description: 'One of the events that a body told of, and what became of it.' })
export class InboundWebhookEvent {
  @Field(() => String, { description: 'As the vendor names it.' })
  type!: string;

  @Field(() => WebhookOutcome)
  outcome!: Exclude<WebhookOutcome, 'RECEIVED'>;

  @Field(() => String, { description: 'What it led to, or why it led to nothing.' })
  message!: string;
}

@Entity({ schema: 'integrations', tableName: 'inbound_webhooks' })
@Unique({ properties: ['connection', 'dedupeKey'] })
@ObjectType({ description: 'An event a vendor told us of: verified, stored once, then applied.' })
export class InboundWebhook extends TenantEntity {
  @Field(() => Connection)
  @ManyToOne(() => Connection)
  connection!: Connection;

  /** The digest of the raw bytes, and of the topic where nothing is signed: the vendors here give their events no id. */
  @Property({ type: 'text' })
  dedupeKey!: string;

  @Field(() => String)
  @Property({ type: 'text' })
  type!: string;

  /** What the address said the body is about, for vendors whose bodies do not. */
  @Property({ type: 'text', nullable: true })
  topic: string | null = null;

  @Field(() => Date)
  @Property({ type: 'timestamptz', length: 3 })
  occurredAt!: Date;

  @Field(() => GraphQLJSON, { nullable: true, description: 'Null once it is older than such records are kept.' })
  @Property({ type: 'jsonb', nullable: true })
  payload: unknown;

  @Field(() => WebhookOutcome, { description: 'APPLIED when any of its events was.' })
  @Enum({ items: () => WebhookOutcome, type: 'text' })
  outcome: WebhookOutcome = WebhookOutcome.RECEIVED;

  @Field(() => String, { nullable: true, description: 'What it led to, or why it led to nothing.' })
  @Property({ type: 'text', nullable: true })
  message: string | null = null;

  @Field(() => [InboundWebhookEvent], {
    description: 'Those that are done with, in the order the vendor told of them.',
  })
  @Property({ type: 'jsonb' })
  events: InboundWebhookEvent[] & Opt = [];

  /** Since when the next event waits for something of ours that is under way. */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  waitingSince: Date | null = null;
}
