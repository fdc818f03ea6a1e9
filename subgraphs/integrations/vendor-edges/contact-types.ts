import { Field, ObjectType } from 'type-graphql';
import { ExternalEdge } from '../lookups/edge-types.js';

@ObjectType({ description: 'A campaign or a segment.' })
export class MarketingList {
  @Field(() => String, { description: 'The vendor’s.' })
  id!: string;

  @Field(() => String)
  name!: string;
}

@ObjectType({
  implements: ExternalEdge,
  description: 'A contact as the campaigns know it; nothing of it where the vendor does not have it.',
})
export class ContactAtVendor extends ExternalEdge {
  @Field(() => String, { description: 'The vendor.' })
  connector!: string;

  @Field(() => String)
  externalId!: string;

  @Field(() => [MarketingList], { nullable: true, description: 'Those that the contact is in.' })
  campaigns!: MarketingList[] | null;

  @Field(() => [MarketingList], { nullable: true, description: 'Those that the contact is in.' })
  segments!: MarketingList[] | null;
}
