import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { InvoiceKind } from '../entities/invoice-kind.js';
import { InvoiceStatus } from '../entities/invoice-status.js';
import { QuoteStatus } from '../entities/quote-status.js';

@InputType()
export class LineInput {
  @Field(() => String)
  description!: string;

  @Field(() => Float, { defaultValue: 1, description: 'Above zero, with three decimals at most.' })
  quantity!: number;

  @Field(() => String, { nullable: true, description: 'What is counted: h, m², day …' })
  unit?: string | null;

  @Field(() => GraphQLSafeInt, {
    description: 'Of one unit, before VAT, in minor units of the document’s currency; below zero for a deduction.',
  })
  unitPrice!: number;

  @Field(() => Int, { description: 'VAT in basis points: 0, 210, 550, 1000 or 2000.' })
  vatRate!: number;

  @Field(() => Int, { defaultValue: 0, description: 'Taken off the price, in basis points: 500 is 5 %.' })
  discount!: number;
}

@InputType()
abstract class NewDocumentInput {
  @Field(() => ID)
  companyId!: string;

  @Field(() => ID)
  customerId!: string;

  @Field(() => String, { nullable: true })
  title?: string | null;

  @Field(() => String, { nullable: true })
  notes?: string | null;

  @Field(() => String, { defaultValue: 'EUR', description: 'ISO 4217.' })
  currency!: string;

  @Field(() => [LineInput])
  lines!: LineInput[];
}

@InputType()
export class CreateQuoteInput extends NewDocumentInput {
  @Field(() => ID, { nullable: true, description: 'The intervention it offers.' })
  interventionId?: string | null;

  @Field(() => Date, { nullable: true, description: '30 days from when it is sent, unless told.' })
  validUntil?: Date | null;

  @Field(() => Int, { nullable: true, description: 'Asked when it is signed, in percent; the company’s, unless told.' })
  depositPercentage?: number | null;
}

@InputType()
export class CreateInvoiceInput extends NewDocumentInput {
  @Field(() => Date, { nullable: true, description: 'The company’s payment term after it is sent, unless told.' })
  dueAt?: Date | null;
}

@InputType()
abstract class DocumentChangeInput {
  @Field(() => ID, { nullable: true })
  customerId?: string | null;

  @Field(() => String, { nullable: true })
  title?: string | null;

  @Field(() => String, { nullable: true })
  notes?: string | null;

  @Field(() => String, { nullable: true })
  currency?: string | null;

  @Field(() => [LineInput], { nullable: true })
  lines?: LineInput[] | null;
}

const changeDescription = 'What is left out stays as it is; null empties a field that may be empty; lines replace all.';

@InputType({ description: changeDescription })
export class UpdateQuoteInput extends DocumentChangeInput {
  @Field(() => ID, { nullable: true })
  interventionId?: string | null;

  @Field(() => Date, { nullable: true })
  validUntil?: Date | null;

  @Field(() => Int, { nullable: true })
  depositPercentage?: number | null;
}

@InputType({ description: changeDescription })
export class UpdateInvoiceInput extends DocumentChangeInput {
  @Field(() => Date, { nullable: true })
  dueAt?: Date | null;
}

@InputType()
abstract class DocumentFilter {
  @Field(() => ID, { nullable: true })
  companyId?: string | null;

  @Field(() => ID, { nullable: true })
  customerId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of the customers who are this contact.' })
  contactId?: string | null;

  @Field(() => String, { nullable: true, description: 'In the number, the title or the customer’s name.' })
  text?: string | null;

  @Field(() => Date, { nullable: true })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true })
  createdBefore?: Date | null;
}

@InputType()
export class QuoteFilter extends DocumentFilter {
  @Field(() => [QuoteStatus], { nullable: true })
  status?: QuoteStatus[] | null;

  @Field(() => ID, { nullable: true })
  interventionId?: string | null;

  @Field(() => Date, { nullable: true })
  validBefore?: Date | null;
}

@InputType()
export class InvoiceFilter extends DocumentFilter {
  @Field(() => [InvoiceStatus], { nullable: true })
  status?: InvoiceStatus[] | null;

  @Field(() => [InvoiceKind], { nullable: true })
  kind?: InvoiceKind[] | null;

  @Field(() => ID, { nullable: true })
  quoteId?: string | null;

  @Field(() => Date, { nullable: true })
  issuedAfter?: Date | null;

  @Field(() => Date, { nullable: true })
  issuedBefore?: Date | null;

  @Field(() => Date, { nullable: true })
  dueBefore?: Date | null;
}
