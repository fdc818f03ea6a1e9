import { ArrayType, BigIntType, type Opt } from '@mikro-orm/core';
import { Embedded, Entity, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLSafeInt } from 'graphql-scalars';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { VersionedEntity } from '../../../platform/database/versioned-entity.js';
import { PostalAddress } from './postal-address.js';

@Entity({ schema: 'billing', tableName: 'companies' })
@ObjectType({ description: 'A company of the organization: who quotes and invoices are from.' })
@Directive('@key(fields: "id")')
export class Company extends VersionedEntity {
  @Field(() => String)
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'As registered, when it is not the name.' })
  @Property({ type: 'text', nullable: true })
  legalName: string | null = null;

  @Field(() => String, { nullable: true, description: 'Nine digits.' })
  @Property({ type: 'text', nullable: true })
  siren: string | null = null;

  @Field(() => String, { nullable: true, description: 'Fourteen digits; the SIREN and the establishment.' })
  @Property({ type: 'text', nullable: true })
  siret: string | null = null;

  @Field(() => String, { nullable: true, description: 'VAT number with its country, like FR40303265045.' })
  @Property({ type: 'text', nullable: true })
  vatNumber: string | null = null;

  @Field(() => PostalAddress, { nullable: true })
  @Embedded(() => PostalAddress, { object: true, nullable: true })
  address: PostalAddress | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  iban: string | null = null;

  @Field(() => String, { nullable: true, description: 'Eight or eleven characters.' })
  @Property({ type: 'text', nullable: true })
  bic: string | null = null;

  @Field(() => String, { nullable: true, description: 'SARL, SAS, EI …' })
  @Property({ type: 'text', nullable: true })
  legalForm: string | null = null;

  @Field(() => GraphQLSafeInt, { nullable: true, description: 'In cents of EUR.' })
  @Property({ type: new BigIntType('number'), nullable: true })
  shareCapital: number | null = null;

  @Field(() => String, { nullable: true, description: 'The register it stands in, like RCS Lyon 303 265 045.' })
  @Property({ type: 'text', nullable: true })
  rcs: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  email: string | null = null;

  @Field(() => String, { nullable: true, description: 'E.164, like +33612345678.' })
  @Property({ type: 'text', nullable: true })
  phone: string | null = null;

  @Field(() => String, {
    nullable: true,
    description: 'Professional insurance (décennale): the insurer, the policy and where it covers.',
  })
  @Property({ type: 'text', nullable: true })
  insurance: string | null = null;

  @Field(() => String, { description: 'How its invoice numbers start: FAC-2025-0001.' })
  @Property({ type: 'text' })
  invoicePrefix: string & Opt = 'FAC';

  @Field(() => String, { description: 'How the numbers of its credit notes start: AVO-2025-0001.' })
  @Property({ type: 'text' })
  creditNotePrefix: string & Opt = 'AVO';

  @Field(() => Int, {
    description: 'What it asks when a quote is signed, in percent of the quote; 0 asks for nothing.',
  })
  @Property({ type: 'integer' })
  depositPercentage: number & Opt = 30;

  @Field(() => Int, { description: 'Days from when an invoice is sent until it is due.' })
  @Property({ type: 'integer' })
  paymentTermDays: number & Opt = 30;

  @Field(() => Boolean, { description: 'Whether it charges no VAT (CGI, art. 293 B).' })
  @Property({ type: 'boolean' })
  vatExempt: boolean & Opt = false;

  @Field(() => Boolean, {
    description:
      'Whether the deposit is invoiced when a quote is signed, and the rest when its intervention is published.',
  })
  @Property({ type: 'boolean' })
  automaticInvoicing: boolean & Opt = true;

  @Field(() => Int, {
    description:
      'Whole days after the day a quote is signed before anything of it is invoiced by itself; 0 for at once. A consumer who signs away from business premises pays nothing for 7 days (Code de la consommation, L221-10).',
  })
  @Property({ type: 'integer' })
  invoicingDelayDays: number & Opt = 0;

  @Field(() => [Int], {
    description: 'Days after an invoice was due when its first, second and third reminder go out; empty for none.',
  })
  @Property({ type: new ArrayType((day) => Number(day)), columnType: 'integer[]' })
  reminderDays: number[] & Opt = [3, 15, 30];

  @Field(() => Int, {
    nullable: true,
    description: 'Days without an answer until a quote is followed up, twice at most; null for never.',
  })
  @Property({ type: 'integer', nullable: true })
  quoteFollowUpDays: number | null = 7;
}
