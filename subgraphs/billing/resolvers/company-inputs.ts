import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, InputType, Int } from 'type-graphql';
import { PostalAddress } from '../entities/postal-address.js';

/** What a company may have or not. */
@InputType()
abstract class CompanyDetailsInput {
  @Field(() => String, { nullable: true })
  legalName?: string | null;

  @Field(() => String, { nullable: true, description: 'Spaces do not matter.' })
  siren?: string | null;

  @Field(() => String, { nullable: true, description: 'Spaces do not matter.' })
  siret?: string | null;

  @Field(() => String, { nullable: true })
  vatNumber?: string | null;

  @Field(() => PostalAddress, { nullable: true })
  address?: PostalAddress | null;

  @Field(() => String, { nullable: true, description: 'Spaces do not matter.' })
  iban?: string | null;

  @Field(() => String, { nullable: true, description: 'Spaces do not matter.' })
  bic?: string | null;

  @Field(() => String, { nullable: true, description: 'SARL, SAS, EI …' })
  legalForm?: string | null;

  @Field(() => GraphQLSafeInt, { nullable: true, description: 'In cents of EUR.' })
  shareCapital?: number | null;

  @Field(() => String, { nullable: true, description: 'The register it stands in, like RCS Lyon 303 265 045.' })
  rcs?: string | null;

  @Field(() => String, { nullable: true })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'E.164, like +33612345678.' })
  phone?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Professional insurance (décennale): the insurer, the policy and where it covers.',
  })
  insurance?: string | null;
}

@InputType()
export class CreateCompanyInput extends CompanyDetailsInput {
  @Field(() => String)
  name!: string;

  @Field(() => String, { defaultValue: 'FAC', description: 'Capital letters, digits and -, ten at most.' })
  invoicePrefix!: string;

  @Field(() => String, { defaultValue: 'AVO', description: 'Not that of the invoices.' })
  creditNotePrefix!: string;

  @Field(() => Int, { defaultValue: 30, description: 'Asked when a quote is signed; 0 asks for nothing.' })
  depositPercentage!: number;

  @Field(() => Int, { defaultValue: 30, description: 'Days from when an invoice is sent until it is due.' })
  paymentTermDays!: number;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it charges no VAT (CGI, art. 293 B).' })
  vatExempt!: boolean;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether deposits and rests are invoiced by themselves.' })
  automaticInvoicing!: boolean;

  @Field(() => Int, {
    defaultValue: 0,
    description: 'Whole days after the day of the signature before anything is invoiced by itself: 0 to 90.',
  })
  invoicingDelayDays!: number;

  @Field(() => [Int], {
    defaultValue: [3, 15, 30],
    description: 'Days after an invoice was due when its reminders go out: three at most, going up.',
  })
  reminderDays!: number[];

  @Field(() => Int, {
    nullable: true,
    defaultValue: 7,
    description: 'Days without an answer until a quote is followed up, twice at most; null for never.',
  })
  quoteFollowUpDays?: number | null;
}

@InputType({ description: 'What is left out stays as it is; null empties a field that may be empty.' })
export class UpdateCompanyInput extends CompanyDetailsInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true })
  invoicePrefix?: string | null;

  @Field(() => String, { nullable: true })
  creditNotePrefix?: string | null;

  @Field(() => Int, { nullable: true })
  depositPercentage?: number | null;

  @Field(() => Int, { nullable: true })
  paymentTermDays?: number | null;

  @Field(() => Boolean, { nullable: true })
  vatExempt?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  automaticInvoicing?: boolean | null;

  @Field(() => Int, { nullable: true, description: 'Of quotes that are signed from then on.' })
  invoicingDelayDays?: number | null;

  @Field(() => [Int], { nullable: true })
  reminderDays?: number[] | null;

  @Field(() => Int, { nullable: true, description: 'Null: quotes are not followed up any more.' })
  quoteFollowUpDays?: number | null;
}
