import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { VersionedEntity } from '../../../platform/database/versioned-entity.js';
import { LeadStatus } from './lead-status.js';

@Entity({ schema: 'marketing', tableName: 'leads' })
@ObjectType({ description: 'A contact’s interest in something, followed up until it is won or lost.' })
@Directive('@key(fields: "id")')
export class Lead extends VersionedEntity {
  @Property({ type: 'uuid' })
  contactId!: string;

  @Field(() => String, { description: 'Where it came from: website, trade-fair, partner …' })
  @Property({ type: 'text' })
  source!: string;

  @Field(() => LeadStatus)
  @Enum({ items: () => LeadStatus, type: 'text' })
  status: LeadStatus = LeadStatus.NEW;

  @Field(() => Int, {
    nullable: true,
    description: 'How promising it is, from 0 to 100: what a person said, or else what the rules make of it.',
  })
  @Property({ type: 'integer', nullable: true })
  score: number | null = null;

  @Property({ type: 'boolean' })
  scoredByHand: boolean & Opt = false;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  notes: string | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  qualifiedAt: Date | null = null;

  @Field(() => Date, { nullable: true, description: 'When it was converted or lost.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  closedAt: Date | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  lossReason: string | null = null;
}
