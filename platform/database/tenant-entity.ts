import type { Opt } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';
import { v7 as timeOrderedUuid } from 'uuid';

/** What every row of an organization has. Ids are UUIDs of version 7: they sort by the time they were made. */
@ObjectType()
export abstract class TenantEntity {
  @Field(() => ID)
  @PrimaryKey({ type: 'uuid' })
  id: string & Opt = timeOrderedUuid();

  @Property({ type: 'uuid' })
  organizationId!: string;

  @Field(() => Date)
  @Property({ type: 'timestamptz', length: 3 })
  createdAt: Date & Opt = new Date();

  @Field(() => Date)
  @Property({ type: 'timestamptz', length: 3, onUpdate: () => new Date() })
  updatedAt: Date & Opt = new Date();
}
