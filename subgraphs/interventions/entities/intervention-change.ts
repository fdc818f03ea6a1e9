import { Entity, Index, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';

@Entity({ schema: 'interventions', tableName: 'intervention_changes' })
@Index({ properties: ['interventionId', 'id'] })
@ObjectType({ description: 'One change of an intervention: who, when, what.' })
export class InterventionChange extends TenantEntity {
  @Property({ type: 'uuid' })
  interventionId!: string;

  @Field(() => String, { description: 'What was done: created, status-changed, document-signed …' })
  @Property({ type: 'text' })
  action!: string;

  @Field(() => Int, { description: 'The version that the change led to.' })
  @Property({ type: 'integer' })
  version!: number;

  @Field(() => [String], { description: 'The fields that changed.' })
  @Property({ type: 'jsonb' })
  fields!: string[];

  @Field(() => String, { nullable: true, description: 'For a change of status: the one before.' })
  @Property({ type: 'text', nullable: true })
  fromStatus: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  toStatus: string | null = null;

  @Field(() => ID)
  @Property({ type: 'text' })
  actorId!: string;

  @Field(() => String)
  @Property({ type: 'text' })
  actorName!: string;
}
