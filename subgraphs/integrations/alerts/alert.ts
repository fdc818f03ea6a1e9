import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';

export const AlertSeverity = { WARNING: 'WARNING', CRITICAL: 'CRITICAL' } as const;
export type AlertSeverity = (typeof AlertSeverity)[keyof typeof AlertSeverity];

registerEnumType(AlertSeverity, {
  name: 'AlertSeverity',
  valuesConfig: {
    WARNING: { description: 'Look at it today.' },
    CRITICAL: { description: 'Nothing goes through any more.' },
  },
});

@Entity({ schema: 'integrations', tableName: 'alerts' })
@ObjectType({ description: 'Something that needs a person, from when it was noticed until it was over.' })
export class Alert extends TenantEntity {
  @Field(() => String, { description: 'Which rule found it: circuit-open, waiting-too-long …' })
  @Property({ type: 'text' })
  rule!: string;

  @Field(() => AlertSeverity)
  @Enum({ items: () => AlertSeverity, type: 'text' })
  severity!: AlertSeverity;

  @Field(() => ID, { description: 'The connection or webhook it is about.' })
  @Property({ type: 'uuid' })
  subjectId!: string;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  connector: string | null = null;

  @Field(() => String)
  @Property({ type: 'text' })
  message!: string;

  @Field(() => String, { description: 'What to do about it.' })
  @Property({ type: 'text' })
  advice!: string;

  @Field(() => Date, { description: 'When it began, as far as is known.' })
  @Property({ type: 'timestamptz', length: 3 })
  since!: Date;

  @Field(() => Date)
  @Property({ type: 'timestamptz', length: 3 })
  raisedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was found to be over.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  resolvedAt: Date | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  acknowledgedAt: Date | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  acknowledgedBy: string | null = null;
}
