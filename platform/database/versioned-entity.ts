import type { Opt } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import { TenantEntity } from './tenant-entity.js';

/** A row that people change; its version shows who would overwrite what they have not seen. */
@ObjectType()
export abstract class VersionedEntity extends TenantEntity {
  @Field(() => Int, { description: 'Goes up by one with each change; send it back as expectedVersion.' })
  @Property({ type: 'integer', version: true })
  version!: number & Opt;
}
