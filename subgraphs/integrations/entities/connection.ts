import type { Opt } from '@mikro-orm/core';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import type { RateLimit } from '../../../platform/connectors/rate-limit.js';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';
import type { SealedSecret } from '../../../platform/secrets/secret-box.js';
import type { Subscription } from '../partners/subscription.js';

@Entity({ schema: 'integrations', tableName: 'connections' })
@ObjectType({ description: 'One account at one vendor. Its credentials can be set and never read.' })
@Directive('@key(fields: "id")')
export class Connection extends TenantEntity {
  @Field(() => String)
  @Property({ type: 'text' })
  connector!: string;

  @Field(() => String)
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String)
  @Property({ type: 'text' })
  baseUrl!: string;

  @Property({ type: 'jsonb', lazy: false })
  credentials!: SealedSecret;

  @Field(() => Boolean, { description: 'An inactive connection keeps its deliveries waiting.' })
  @Property({ type: 'boolean' })
  active: boolean & Opt = true;

  @Field(() => Boolean, { description: 'Kept in step with the environment’s variables at every start.' })
  @Property({ type: 'boolean' })
  managedByEnvironment: boolean & Opt = false;

  /** Taken back, nothing goes out over it any more; what waits then waits for it to be given again. */
  @Property({ type: 'boolean' })
  authorised: boolean & Opt = true;

  /** Which fields of a payload may go over it, lists without indexes; `null` is all of them. */
  @Property({ type: 'jsonb', nullable: true })
  allowedFields: string[] | null = null;

  /** Of a partner: which dossiers it gets. */
  @Property({ type: 'jsonb', nullable: true })
  subscription: Subscription | null = null;

  /** Of a partner: whether it may send registered operations alone. */
  @Property({ type: 'boolean' })
  safelistOnly: boolean & Opt = false;

  /** Its history stays; nothing is sent, received or asked through it any more, and its name is free again. */
  @Field(() => Date, { nullable: true, description: 'Set on one that is only there for its history.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  deletedAt: Date | null = null;

  @Field(() => GraphQLJSON, { description: 'What it is configured with, defaults filled in. Holds no secrets.' })
  @Property({ type: 'jsonb' })
  settings: Record<string, unknown> & Opt = {};

  /** The billing company whose account it is; `null`: that of all that have none of their own. */
  @Field(() => ID, { nullable: true, description: 'The company whose account it is; null for all without their own.' })
  @Property({ type: 'uuid', nullable: true })
  companyId: string | null = null;

  /** What was agreed with the vendor for this very account; `null` is what the vendor documents for everyone. */
  @Property({ type: 'jsonb', nullable: true })
  limits: RateLimit[] | null = null;
}
