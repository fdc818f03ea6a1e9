import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLJSON } from 'graphql-scalars';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { SubjectType } from '../../../platform/connectors/connector.js';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';

export const ConflictStatus = { OPEN: 'OPEN', RESOLVED: 'RESOLVED' } as const;
export type ConflictStatus = (typeof ConflictStatus)[keyof typeof ConflictStatus];
registerEnumType(ConflictStatus, { name: 'ConflictStatus' });

export const ConflictResolution = { OURS: 'OURS', THEIRS: 'THEIRS', AGREED: 'AGREED' } as const;
export type ConflictResolution = (typeof ConflictResolution)[keyof typeof ConflictResolution];
registerEnumType(ConflictResolution, {
  name: 'ConflictResolution',
  valuesConfig: { AGREED: { description: 'Both sides came to the same by themselves.' } },
});

@Entity({ schema: 'integrations', tableName: 'conflicts' })
@ObjectType({ description: 'A field that both sides changed, and that no rule settles: a person decides.' })
export class Conflict extends TenantEntity {
  @Property({ type: 'uuid' })
  connectionId!: string;

  @Field(() => String)
  @Property({ type: 'text' })
  connector!: string;

  @Field(() => String, { description: 'invoice, quote, payment, customer or contact.' })
  @Property({ type: 'text' })
  recordType!: SubjectType;

  @Field(() => ID)
  @Property({ type: 'uuid' })
  subjectId!: string;

  @Field(() => String, { description: 'What the vendor calls it.' })
  @Property({ type: 'text' })
  externalId!: string;

  @Field(() => String)
  @Property({ type: 'text' })
  field!: string;

  @Field(() => GraphQLJSON, { nullable: true, description: 'What both had when they last agreed.' })
  @Property({ type: 'jsonb', nullable: true })
  base: unknown;

  @Field(() => GraphQLJSON, { nullable: true })
  @Property({ type: 'jsonb', nullable: true })
  ours: unknown;

  @Field(() => GraphQLJSON, { nullable: true })
  @Property({ type: 'jsonb', nullable: true })
  theirs: unknown;

  @Field(() => String, { description: 'Who would have won by the rules, had they settled it.' })
  @Property({ type: 'text' })
  rule!: string;

  @Field(() => String, { nullable: true, description: 'Why the vendor’s value could not be taken over here.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  @Field(() => ConflictStatus)
  @Enum({ items: () => ConflictStatus, type: 'text' })
  status: ConflictStatus = ConflictStatus.OPEN;

  @Field(() => ConflictResolution, { nullable: true })
  @Enum({ items: () => ConflictResolution, type: 'text', nullable: true })
  resolution: ConflictResolution | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  resolvedBy: string | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  resolvedAt: Date | null = null;
}
