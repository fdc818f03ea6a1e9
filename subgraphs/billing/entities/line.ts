import { Embeddable, Property } from '@mikro-orm/decorators/legacy';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { type LineAmounts, netOf } from './amounts.js';
import { Money } from './money.js';

/** A line as it is stored, inside its quote or invoice, whose currency it is in. */
@Embeddable()
export class StoredLine implements LineAmounts {
  @Property({ type: 'text' })
  description!: string;

  @Property({ type: 'integer' })
  quantity!: number;

  @Property({ type: 'text', nullable: true })
  unit: string | null = null;

  @Property({ type: 'integer' })
  unitPrice!: number;

  @Property({ type: 'integer' })
  vatRate!: number;

  @Property({ type: 'integer' })
  discount!: number;
}

@ObjectType({ description: 'A line of a quote or an invoice.' })
export class Line {
  @Field(() => String)
  description!: string;

  @Field(() => Float, { description: 'With three decimals at most.' })
  quantity!: number;

  @Field(() => String, { nullable: true, description: 'What is counted: h, m², day …' })
  unit!: string | null;

  @Field(() => Money, { description: 'Of one unit, before VAT.' })
  unitPrice!: Money;

  @Field(() => Int, { description: 'VAT in basis points: 2000 is 20 %.' })
  vatRate!: number;

  @Field(() => Int, { description: 'Taken off the price, in basis points: 500 is 5 %.' })
  discount!: number;

  @Field(() => Money, { description: 'Of the whole line, discount taken off, before VAT.' })
  net!: Money;
}

export function lineOf(stored: StoredLine, currency: string): Line {
  const { description, unit, vatRate, discount } = stored;
  return {
    description,
    unit,
    vatRate,
    discount,
    quantity: stored.quantity / 1_000,
    unitPrice: { amount: stored.unitPrice, currency },
    net: { amount: Number(netOf(stored)), currency },
  };
}
