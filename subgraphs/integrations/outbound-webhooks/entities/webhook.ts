import type { Opt } from '@mikro-orm/core';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../../platform/access/decorators.js';
import { TenantEntity } from '../../../../platform/database/tenant-entity.js';
import type { SealedSecret } from '../../../../platform/secrets/secret-box.js';
import type { Caller } from '../../../../platform/service/caller.js';

/** Whose rights a webhook's payload is read with. */
export type WebhookOwner = Pick<Caller, 'actor' | 'scopes' | 'partnerId'>;

@Entity({ schema: 'integrations', tableName: 'webhooks' })
@RequiresScopes('webhooks:admin')
@ObjectType({ description: 'An address that is told of sync events. Its secret is shown once and never read again.' })
export class Webhook extends TenantEntity {
  @Field(() => String)
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String)
  @Property({ type: 'text' })
  url!: string;

  @Field(() => [String], { description: 'Types of sync events: `*`, `delivery.*`, `delivery.succeeded`.' })
  @Property({ type: 'jsonb' })
  events!: string[];

  @Field(() => String, {
    nullable: true,
    description:
      'What `data` holds: a selection on SyncEvent, read with the rights of whoever set it. Null: the default.',
  })
  @Property({ type: 'text', nullable: true })
  payloadSelection: string | null = null;

  @Field(() => Boolean)
  @Property({ type: 'boolean' })
  active: boolean & Opt = true;

  @Field(() => String, { nullable: true, description: 'Why the hub itself disabled it.' })
  @Property({ type: 'text', nullable: true })
  disabledReason: string | null = null;

  @Property({ type: 'jsonb', lazy: false })
  secret!: SealedSecret;

  @Property({ type: 'jsonb', lazy: false, nullable: true })
  previousSecret: SealedSecret | null = null;

  @Field(() => Date, { nullable: true, description: 'Until then, the secret before the present one signs too.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  previousSecretUntil: Date | null = null;

  @Field(() => ID, { nullable: true, description: 'The partner that made it for itself.' })
  @Property({ type: 'uuid', nullable: true })
  partnerId: string | null = null;

  /** Whoever last said where it goes or what it carries. */
  @Property({ type: 'jsonb' })
  owner!: WebhookOwner;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  lastTriggeredAt: Date | null = null;

  @Field(() => Date, { nullable: true, description: 'The first failure since the last success.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  failureSince: Date | null = null;

  @Field(() => Int, { description: 'Failed attempts since the last success.' })
  @Property({ type: 'integer' })
  failureCount: number & Opt = 0;
}
