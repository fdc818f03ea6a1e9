import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'An exact amount of money.' })
export class Money {
  @Field(() => GraphQLSafeInt, { description: 'In the minor unit of the currency: cents for EUR.' })
  amount!: number;

  @Field(() => String, { description: 'ISO 4217, like EUR.' })
  currency!: string;
}
