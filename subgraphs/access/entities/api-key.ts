import type { Opt } from '@mikro-orm/core';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';
import type { Scope } from '../../../platform/service/scopes.js';

@Entity({ schema: 'access', tableName: 'api_keys' })
@ObjectType({ description: 'A key for a program. The key itself is told once, when it is made.' })
@Directive('@key(fields: "id")')
@RequiresScopes('keys:admin')
export class ApiKey extends TenantEntity {
  @Field(() => String, { description: 'What it is for.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String, { description: 'The beginning of the key, by which people tell keys apart.' })
  @Property({ type: 'text' })
  prefix!: string;

  @Property({ type: 'blob' })
  keyHash!: Buffer;

  /** Of the secret before the last regeneration, until `previousValidUntil`. */
  @Property({ type: 'blob', nullable: true })
  previousKeyHash: Buffer | null = null;

  @Field(() => [String])
  @Property({ type: 'jsonb' })
  scopes!: Scope[];

  @Field(() => Date, { nullable: true, description: 'Null: never.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  expiresAt: Date | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  revokedAt: Date | null = null;

  @Field(() => Date, {
    nullable: true,
    description: 'Until when the secret before the last regeneration is still good.',
  })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  previousValidUntil: Date | null = null;

  @Field(() => Date, { nullable: true, description: 'To within a few seconds; null when it never was.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  lastUsedAt: Date | null = null;

  @Field(() => Int, { nullable: true, description: 'Calls a minute; null is what the hub allows everyone.' })
  @Property({ type: 'integer', nullable: true })
  rateLimitPerMinute: number | null = null;

  @Field(() => [String], {
    description: 'Where it may be used from: addresses and CIDR blocks, IPv4 and IPv6. Empty: anywhere.',
  })
  @Property({ type: 'text[]' })
  allowedAddresses: string[] & Opt = [];

  @Field(() => ID, { nullable: true, description: 'The partner connection whose view of the graph it opens.' })
  @Property({ type: 'uuid', nullable: true })
  partnerId: string | null = null;

  @Field(() => ID, { nullable: true, description: 'Who made it; null when it was the operator, by the command.' })
  @Property({ type: 'text', nullable: true })
  createdBy: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  createdByName: string | null = null;
}
