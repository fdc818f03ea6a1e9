import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';

export const TouchKind = {
  CONSENT: 'CONSENT',
  LEAD: 'LEAD',
  QUOTE: 'QUOTE',
  INVOICE: 'INVOICE',
  PAYMENT: 'PAYMENT',
  TERMS: 'TERMS',
  SIGNATURE: 'SIGNATURE',
  ACTIVITY: 'ACTIVITY',
} as const;
export type TouchKind = (typeof TouchKind)[keyof typeof TouchKind];

registerEnumType(TouchKind, {
  name: 'TouchKind',
  valuesConfig: { ACTIVITY: { description: 'What they did, or were sent, at a vendor.' } },
});

@Entity({ schema: 'marketing', tableName: 'touches' })
@ObjectType({ description: 'Something that happened between a contact and the organization, in whatever system.' })
export class Touch extends TenantEntity {
  @Property({ type: 'uuid' })
  contactId!: string;

  @Field(() => Date, { description: 'When it happened.' })
  @Property({ type: 'timestamptz', length: 3 })
  at!: Date;

  @Field(() => TouchKind)
  @Enum({ items: () => TouchKind, type: 'text' })
  kind!: TouchKind;

  @Field(() => String, { description: 'What became of it: SENT, SIGNED, PAID, GRANTED, EMAIL_OPENED …' })
  @Property({ type: 'text' })
  step!: string;

  @Field(() => String, { description: 'The same for people to read.' })
  @Property({ type: 'text' })
  title!: string;

  @Field(() => String, { description: 'Where it happened: hub, or the connector of the vendor.' })
  @Property({ type: 'text' })
  source!: string;

  /** Tells it from the contact's others: told again, it is the same. */
  @Property({ type: 'text' })
  key!: string;

  @Field(() => ID, { nullable: true, description: 'The quote, invoice, payment, lead or terms it is about.' })
  @Property({ type: 'uuid', nullable: true })
  subjectId: string | null = null;
}
