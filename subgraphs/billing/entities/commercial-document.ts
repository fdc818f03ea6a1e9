import { BigIntType, type Opt } from '@mikro-orm/core';
import { Embedded, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { VersionedEntity } from '../../../platform/database/versioned-entity.js';
import { Line, lineOf, StoredLine } from './line.js';
import { Totals, totalsOf } from './totals.js';

/** What a quote and an invoice have in common. */
@ObjectType()
export abstract class CommercialDocument extends VersionedEntity {
  @Property({ type: 'uuid' })
  companyId!: string;

  @Property({ type: 'uuid' })
  customerId!: string;

  @Field(() => String, { nullable: true, description: 'What it is about.' })
  @Property({ type: 'text', nullable: true })
  title: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  notes: string | null = null;

  @Field(() => String, { description: 'ISO 4217; every amount of the document is in it.' })
  @Property({ type: 'text' })
  currency!: string;

  /** Set through `operations/with-lines.ts`, which keeps the gross amount in step. */
  @Embedded(() => StoredLine, { array: true, fieldName: 'lines' })
  storedLines: StoredLine[] & Opt = [];

  /** The gross total in minor units, kept so that the database itself refuses more payments than that. */
  @Property({ type: new BigIntType('number') })
  grossAmount: number & Opt = 0;

  @Field(() => [Line])
  get lines(): Line[] & Opt {
    return this.storedLines.map((line) => lineOf(line, this.currency));
  }

  @Field(() => Totals)
  get totals(): Totals & Opt {
    return totalsOf(this.storedLines, this.currency);
  }
}
