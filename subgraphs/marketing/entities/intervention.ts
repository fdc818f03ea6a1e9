import { Directive, Field, ID, ObjectType } from 'type-graphql';

// The interventions subgraph's types, as far as marketing knows them: it asks for the e-mail to find the contact by.

@ObjectType()
export class Beneficiary {
  @Directive('@external')
  @Field(() => String, { nullable: true })
  email!: string | null;
}

@ObjectType()
@Directive('@key(fields: "id")')
export class Intervention {
  @Field(() => ID)
  id!: string;

  /** There when the gateway was asked for what needs it. */
  @Directive('@external')
  @Field(() => Beneficiary)
  beneficiary?: Beneficiary;
}
