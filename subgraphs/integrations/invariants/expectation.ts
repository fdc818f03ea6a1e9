import type { Opt } from '@mikro-orm/core';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';
import type { SubjectType } from '../../../platform/connectors/connector.js';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';

/** What an invariant has to come to of one subject. Kept after its end only where it was broken. */
@Entity({ schema: 'integrations', tableName: 'expectations' })
@ObjectType('InvariantBreach', { description: 'Something that had to be so in time and was not.' })
export class Expectation extends TenantEntity {
  @Field(() => String)
  @Property({ type: 'text' })
  invariant!: string;

  @Field(() => String, { description: 'The vendor that is behind, or was not told.' })
  @Property({ type: 'text' })
  connector!: string;

  @Field(() => String)
  @Property({ type: 'text' })
  subjectType!: SubjectType;

  @Field(() => ID)
  @Property({ type: 'uuid' })
  subjectId!: string;

  @Field(() => ID, { nullable: true, description: 'The intervention behind it, where that is known.' })
  @Property({ type: 'uuid', nullable: true })
  interventionId: string | null = null;

  @Field(() => Date, { description: 'By when it had to be so.' })
  @Property({ type: 'timestamptz', length: 3 })
  dueAt!: Date;

  /** When it is looked at next; nothing looks any more once it is resolved. */
  @Property({ type: 'timestamptz', length: 3 })
  checkAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was last looked at.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  checkedAt: Date | null = null;

  /** Looks that found it broken. */
  @Property({ type: 'integer' })
  checks: number & Opt = 0;

  @Field(() => Date, { nullable: true, description: 'When it was found not to be so.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  breachedAt: Date | null = null;

  @Field(() => Date, { nullable: true, description: 'When it was found to be so after all; null while it is not.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  resolvedAt: Date | null = null;

  @Field(() => String, { nullable: true, description: 'How it is, in a sentence.' })
  @Property({ type: 'text', nullable: true })
  message: string | null = null;
}
