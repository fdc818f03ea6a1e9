import { Field, Int, ObjectType } from 'type-graphql';
import { amountsOf, type LineAmounts, type VatRounding } from './amounts.js';
import { Money } from './money.js';

@ObjectType()
class VatByRate {
  @Field(() => Int, { description: 'In basis points: 2000 is 20 %.' })
  rate!: number;

  @Field(() => Money)
  net!: Money;

  @Field(() => Money, { description: 'Rounded once, on the sum of the lines of this rate.' })
  vat!: Money;
}

@ObjectType()
export class Totals {
  @Field(() => Money, { description: 'Before VAT.' })
  net!: Money;

  @Field(() => Money)
  vat!: Money;

  @Field(() => Money, { description: 'With VAT: what there is to pay.' })
  gross!: Money;

  @Field(() => [VatByRate], { description: 'Lowest rate first.' })
  vatByRate!: VatByRate[];
}

/** Totals of lines whose sum was checked when they were stored (see `operations/with-lines.ts`). */
export function totalsOf(lines: readonly LineAmounts[], currency: string, rounding: VatRounding = {}): Totals {
  const money = (amount: bigint): Money => ({ amount: Number(amount), currency });
  const { net, vat, gross, byRate } = amountsOf(lines, rounding);
  return {
    net: money(net),
    vat: money(vat),
    gross: money(gross),
    vatByRate: byRate.map((at) => ({ rate: at.rate, net: money(at.net), vat: money(at.vat) })),
  };
}
