import { Embeddable, Property } from '@mikro-orm/decorators/legacy';
import { Field, InputType, ObjectType } from 'type-graphql';

@Embeddable()
@ObjectType()
@InputType('PostalAddressInput')
export class PostalAddress {
  @Field(() => String)
  @Property({ type: 'text' })
  street!: string;

  @Field(() => String, { nullable: true, description: 'Building, floor, care of …' })
  @Property({ type: 'text', nullable: true })
  complement: string | null = null;

  @Field(() => String)
  @Property({ type: 'text' })
  postalCode!: string;

  @Field(() => String)
  @Property({ type: 'text' })
  city!: string;

  @Field(() => String, { defaultValue: 'FR', description: 'ISO 3166-1, two letters.' })
  @Property({ type: 'text' })
  country = 'FR';
}
