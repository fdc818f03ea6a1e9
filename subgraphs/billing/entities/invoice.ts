import { BigIntType, type Opt } from '@mikro-orm/core';
import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import type { VatRounding } from './amounts.js';
import { CommercialDocument } from './commercial-document.js';
import { InvoiceKind } from './invoice-kind.js';
import { InvoiceStatus } from './invoice-status.js';
import { Money } from './money.js';
import { Totals, totalsOf } from './totals.js';

@Entity({ schema: 'billing', tableName: 'invoices' })
@Unique({ properties: ['companyId', 'number'] })
@ObjectType({ description: 'What a customer has to pay.' })
@Directive('@key(fields: "id")')
export class Invoice extends CommercialDocument {
  @Field(() => String, {
    nullable: true,
    description: 'Like FAC-2025-0001; given when it is sent, without a gap for each company and year.',
  })
  @Property({ type: 'text', nullable: true })
  number: string | null = null;

  @Field(() => InvoiceKind)
  @Enum({ items: () => InvoiceKind, type: 'text' })
  kind: InvoiceKind & Opt = InvoiceKind.STANDARD;

  @Field(() => InvoiceStatus)
  @Enum({ items: () => InvoiceStatus, type: 'text' })
  status: InvoiceStatus = InvoiceStatus.DRAFT;

  @Property({ type: 'uuid', nullable: true })
  quoteId: string | null = null;

  @Field(() => Int, { nullable: true, description: 'For an invoice made from a quote: how much of it, in percent.' })
  @Property({ type: 'integer', nullable: true })
  quotePercentage: number | null = null;

  @Property({ type: 'uuid', nullable: true })
  creditedInvoiceId: string | null = null;

  @Field(() => Date, { nullable: true, description: 'When it was sent.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  issuedAt: Date | null = null;

  @Field(() => Date, {
    nullable: true,
    description: 'Set when it is sent, if not before: by the company’s payment term.',
  })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  dueAt: Date | null = null;

  @Field(() => Date, { nullable: true, description: 'When the customer first saw it.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  viewedAt: Date | null = null;

  @Field(() => Date, { nullable: true, description: 'When the last of it was paid.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  paidAt: Date | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  cancelledAt: Date | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  cancellationReason: string | null = null;

  /** The sum of the payments, in minor units; changed with each of them, under the invoice's lock. */
  @Property({ type: new BigIntType('number') })
  paidAmount: number & Opt = 0;

  /** The sum of its credit notes, in minor units; changed with each of them, under the invoice's lock. */
  @Property({ type: new BigIntType('number') })
  creditedAmount: number & Opt = 0;

  /** Minor units by rate; null but for the last part of a whole whose earlier parts were rounded the other way. */
  @Property({ type: 'jsonb', nullable: true })
  vatRounding: VatRounding | null = null;

  /** The highest reminder that was due and told. */
  @Property({ type: 'integer' })
  remindedLevel: number & Opt = 0;

  @Field(() => Money)
  get paid(): Money & Opt {
    return { amount: this.paidAmount, currency: this.currency };
  }

  @Field(() => Money, { description: 'What credit notes took back.' })
  get credited(): Money & Opt {
    return { amount: this.creditedAmount, currency: this.currency };
  }

  @Field(() => Money, {
    description: 'What is left to pay; below zero, what is to be given back. Nothing for a credit note.',
  })
  get balance(): Money & Opt {
    const left = this.grossAmount - this.creditedAmount - this.paidAmount;
    return { amount: this.kind === InvoiceKind.CREDIT_NOTE ? 0 : left, currency: this.currency };
  }

  @Field(() => Totals)
  override get totals(): Totals & Opt {
    return totalsOf(this.storedLines, this.currency, this.vatRounding ?? {});
  }
}
