import { Field, Int, ObjectType } from 'type-graphql';
import { Money } from './money.js';

@ObjectType({ description: 'What a quote asks for when it is signed.' })
export class Deposit {
  @Field(() => Int, { description: 'Of the whole quote, in percent.' })
  percentage!: number;

  @Field(() => Money, { description: 'VAT included.' })
  amount!: Money;
}
