import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { CommercialDocument } from './commercial-document.js';
import { InvoiceKind } from './invoice-kind.js';
import { QuoteStatus } from './quote-status.js';

@Entity({ schema: 'billing', tableName: 'quotes' })
@Unique({ properties: ['companyId', 'number'] })
@ObjectType({ description: 'An offer to a customer.' })
@Directive('@key(fields: "id")')
export class Quote extends CommercialDocument {
  @Field(() => String, { description: 'Like QUO-2025-0001; counted for each company and year.' })
  @Property({ type: 'text' })
  number!: string;

  @Field(() => QuoteStatus)
  @Enum({ items: () => QuoteStatus, type: 'text' })
  status: QuoteStatus = QuoteStatus.DRAFT;

  @Property({ type: 'uuid', nullable: true })
  interventionId: string | null = null;

  @Field(() => Date, { nullable: true, description: 'Set when it is sent, if not before: 30 days from then.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  validUntil: Date | null = null;

  @Field(() => Int, {
    nullable: true,
    description: 'What is asked when it is signed, in percent. Null until it is sent: as the company has it.',
  })
  @Property({ type: 'integer', nullable: true })
  depositPercentage: number | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  sentAt: Date | null = null;

  @Field(() => Date, { nullable: true, description: 'When the customer first saw it.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  viewedAt: Date | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  signedAt: Date | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  signedBy: string | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  rejectedAt: Date | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  rejectionReason: string | null = null;

  @Field(() => String, { nullable: true, description: 'Why what the customer answered elsewhere was not taken over.' })
  @Property({ type: 'text', nullable: true })
  signatureProblem: string | null = null;

  @Field(() => Date, {
    nullable: true,
    description:
      'From when its deposit is invoiced by itself, where its company does that. Set when it is signed; null again when its intervention is cancelled, or its customer erased, before then.',
  })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  invoicedFrom: Date | null = null;

  /** What is to be invoiced by itself then; a rest is all that is left, its deposit included. */
  @Enum({ items: [InvoiceKind.DEPOSIT, InvoiceKind.REST], type: 'text', nullable: true })
  awaitedPart: 'DEPOSIT' | 'REST' | null = null;

  /** How often the hub has said that nobody answered. */
  @Property({ type: 'integer' })
  followUps: number & Opt = 0;
}
