import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../../platform/access/decorators.js';
import { TenantEntity } from '../../../../platform/database/tenant-entity.js';

@Entity({ schema: 'integrations', tableName: 'webhook_attempts' })
@RequiresScopes('webhooks:admin')
@ObjectType({ description: 'One request to a webhook, and what came back.' })
export class WebhookAttempt extends TenantEntity {
  @Property({ type: 'uuid' })
  webhookId!: string;

  @Field(() => ID)
  @Property({ type: 'uuid' })
  messageId!: string;

  @Field(() => Int)
  @Property({ type: 'integer' })
  number!: number;

  @Field(() => String, { description: 'The type of the event.' })
  @Property({ type: 'text' })
  event!: string;

  @Field(() => Date)
  @Property({ type: 'timestamptz', length: 3 })
  startedAt!: Date;

  @Field(() => Int)
  @Property({ type: 'integer' })
  durationMs!: number;

  @Field(() => Int, { nullable: true, description: 'Null when no answer came.' })
  @Property({ type: 'integer', nullable: true })
  responseStatus: number | null = null;

  @Field(() => String, { nullable: true, description: 'Its first 4 KB.' })
  @Property({ type: 'text', nullable: true })
  responseBody: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  error: string | null = null;
}
