import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { VersionedEntity } from '../../../platform/database/versioned-entity.js';
import { TermsStatus } from './terms-status.js';

@Entity({ schema: 'billing', tableName: 'terms_acceptances' })
@ObjectType({ description: 'A customer’s answer to a company’s general terms (CGV), as they stood in one version.' })
@Directive('@key(fields: "id")')
export class TermsAcceptance extends VersionedEntity {
  @Property({ type: 'uuid' })
  companyId!: string;

  @Property({ type: 'uuid' })
  customerId!: string;

  @Field(() => String, { description: 'What the terms are called.' })
  @Property({ type: 'text' })
  title!: string;

  @Field(() => String, { description: 'Which edition of the terms: 2025-06, v3 …' })
  @Property({ type: 'text' })
  termsVersion!: string;

  @Field(() => TermsStatus)
  @Enum({ items: () => TermsStatus, type: 'text' })
  status: TermsStatus = TermsStatus.PENDING;

  @Field(() => Date, { nullable: true, description: 'When the customer first saw them.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  viewedAt: Date | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  acceptedAt: Date | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  acceptedBy: string | null = null;

  @Field(() => String, { nullable: true, description: 'What shows that they were accepted.' })
  @Property({ type: 'text', nullable: true })
  evidence: string | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  declinedAt: Date | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  declineReason: string | null = null;
}
