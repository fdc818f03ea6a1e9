import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';
import { ConsentPurpose } from './consent-purpose.js';

@Entity({ schema: 'marketing', tableName: 'consents' })
@ObjectType({
  description:
    'A consent given or withdrawn (GDPR, articles 6 and 7): who, when, for what. Written once, never changed.',
})
export class Consent extends TenantEntity {
  @Property({ type: 'uuid' })
  contactId!: string;

  @Field(() => ConsentPurpose)
  @Enum({ items: () => ConsentPurpose, type: 'text' })
  purpose!: ConsentPurpose;

  @Field(() => Boolean, { description: 'Whether it was given; false when it was refused or withdrawn.' })
  @Property({ type: 'boolean' })
  granted!: boolean;

  @Field(() => Date, { description: 'When the person said so.' })
  @Property({ type: 'timestamptz', length: 3 })
  at!: Date;

  @Field(() => String, { nullable: true, description: 'Who said so, when it was not the contact: a guardian …' })
  @Property({ type: 'text', nullable: true })
  givenBy: string | null = null;

  @Field(() => String, { description: 'Where it was said: web-form, phone, paper …' })
  @Property({ type: 'text' })
  source!: string;

  @Field(() => String, { nullable: true, description: 'The words the person was shown.' })
  @Property({ type: 'text', nullable: true })
  wording: string | null = null;

  @Field(() => String, { nullable: true, description: 'What proves it: a document’s URL, a record’s id.' })
  @Property({ type: 'text', nullable: true })
  evidence: string | null = null;

  @Field(() => ID, { description: 'Who wrote it down.' })
  @Property({ type: 'text' })
  actorId!: string;

  @Field(() => String)
  @Property({ type: 'text' })
  actorName!: string;
}
