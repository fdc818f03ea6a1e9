import { BigIntType, type Opt } from '@mikro-orm/core';
import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLJSON } from 'graphql-scalars';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { RequiresScopes } from '../../../../platform/access/decorators.js';
import { TenantEntity } from '../../../../platform/database/tenant-entity.js';
import { encodeCursor } from '../../sync-events/cursor.js';

export const WebhookMessageStatus = {
  PENDING: 'PENDING',
  SENDING: 'SENDING',
  RETRYING: 'RETRYING',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
} as const;
export type WebhookMessageStatus = (typeof WebhookMessageStatus)[keyof typeof WebhookMessageStatus];

registerEnumType(WebhookMessageStatus, { name: 'WebhookMessageStatus' });

/** The type of the message that is sent to try a webhook out; it is tried once and says nothing of the webhook's health. */
export const testType = 'webhook.test';

@Entity({ schema: 'integrations', tableName: 'webhook_messages' })
@RequiresScopes('webhooks:admin')
@ObjectType({ description: 'One event on its way to one webhook.' })
export class WebhookMessage extends TenantEntity {
  @Property({ type: 'uuid' })
  webhookId!: string;

  /** Of the sync event, where it is text too; a test has none. */
  @Property({ type: new BigIntType('string'), nullable: true })
  sequence: string | null = null;

  @Field(() => String)
  @Property({ type: 'text' })
  type!: string;

  @Field(() => Date, { description: 'When the event happened.' })
  @Property({ type: 'timestamptz', length: 3 })
  occurredAt!: Date;

  /** The exact text of every attempt, made at the first one. */
  @Property({ type: 'text', nullable: true })
  body: string | null = null;

  @Field(() => WebhookMessageStatus)
  @Enum({ items: () => WebhookMessageStatus, type: 'text' })
  status: WebhookMessageStatus & Opt = WebhookMessageStatus.PENDING;

  /** Since it was last put on its way; the schedule counts them. */
  @Property({ type: 'integer' })
  failures: number & Opt = 0;

  @Field(() => Int)
  @Property({ type: 'integer' })
  attemptsMade: number & Opt = 0;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  nextAttemptAt: Date | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  lastError: string | null = null;

  /** The attempt that is being made, and when its worker counts as dead. */
  @Property({ type: 'uuid', nullable: true })
  leaseId: string | null = null;

  @Property({ type: 'timestamptz', length: 3, nullable: true })
  leaseUntil: Date | null = null;

  @Field(() => String, { description: 'The header webhook-id: the same for every attempt.' })
  get webhookMessageId(): string & Opt {
    return `msg_${this.id.replaceAll('-', '')}`;
  }

  @Field(() => String, { nullable: true, description: 'Of the sync event; a test has none.' })
  get cursor(): (string & Opt) | null {
    return this.sequence === null ? null : encodeCursor(this.sequence);
  }

  @Field(() => GraphQLJSON, { nullable: true, description: 'What is sent; null until the first attempt.' })
  get payload(): (object & Opt) | null {
    return this.body === null ? null : JSON.parse(this.body);
  }
}
