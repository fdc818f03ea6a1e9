import { Directive, Field, Float, InputType, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';

export const AnswerSource = { LIVE: 'LIVE', CACHE: 'CACHE' } as const;
export type AnswerSource = (typeof AnswerSource)[keyof typeof AnswerSource];

registerEnumType(AnswerSource, {
  name: 'AnswerSource',
  valuesConfig: {
    LIVE: { description: 'The vendor was asked just now.' },
    CACHE: { description: 'An earlier answer of the vendor, which still holds unless an error is told along.' },
  },
});

@InterfaceType({ description: 'What a vendor answered, and when.' })
export abstract class VendorAnswer {
  @Field(() => Date)
  checkedAt!: Date;

  @Field(() => AnswerSource)
  source!: AnswerSource;
}

@ObjectType()
export class DeliveryPointAddress {
  @Field(() => String, { nullable: true })
  street!: string | null;

  @Field(() => String, { nullable: true })
  postalCode!: string | null;

  @Field(() => String, { nullable: true })
  city!: string | null;
}

@ObjectType({ implements: VendorAnswer, description: 'Whether an electricity delivery point is known to Symphonics.' })
export class PdlValidation extends VendorAnswer {
  @Field(() => String)
  pdl!: string;

  @Field(() => Boolean)
  valid!: boolean;

  @Field(() => String, { nullable: true, description: 'Why it is not valid.' })
  message!: string | null;

  @Field(() => DeliveryPointAddress, { nullable: true })
  address!: DeliveryPointAddress | null;

  @Field(() => String, { nullable: true })
  meterType!: string | null;
}

@ObjectType({
  implements: VendorAnswer,
  description: 'The delivery point of a place; its fields are null when none was found.',
})
export class PdlLookup extends VendorAnswer {
  @Field(() => Boolean)
  found!: boolean;

  @Field(() => String, { nullable: true })
  pdl!: string | null;

  @Field(() => Float, { nullable: true, description: 'How sure Symphonics is, from 0 to 1.' })
  confidence!: number | null;

  @Field(() => DeliveryPointAddress, { nullable: true })
  address!: DeliveryPointAddress | null;

  @Field(() => String, { nullable: true })
  meterType!: string | null;
}

@ObjectType({ implements: VendorAnswer, description: 'Whether somebody has an account at Symphonics.' })
export class UserValidation extends VendorAnswer {
  @Field(() => String)
  email!: string;

  @Field(() => Boolean)
  exists!: boolean;

  @Field(() => String, { nullable: true })
  userId!: string | null;

  @Field(() => String, { nullable: true, description: 'active, inactive …' })
  status!: string | null;

  @Field(() => String, { nullable: true })
  message!: string | null;
}

@InputType()
export class PdlLookupInput {
  @Field(() => String)
  street!: string;

  @Field(() => String)
  postalCode!: string;

  @Field(() => String)
  city!: string;

  @Field(() => String)
  customerName!: string;
}

/** The part of an intervention's site that a lookup needs; the site itself is the interventions subgraph's. */
@ObjectType()
export class Site {
  @Directive('@external')
  @Field(() => String, { nullable: true })
  pdl!: string | null;
}
