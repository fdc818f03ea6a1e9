import { Field, ID, InputType } from 'type-graphql';
import { LineInput } from './document-inputs.js';

@InputType()
export class CreateCreditNoteInput {
  @Field(() => ID, { description: 'The invoice to take back, or a part of it.' })
  invoiceId!: string;

  @Field(() => String, { description: 'Why; printed on it.' })
  reason!: string;

  @Field(() => [LineInput], { nullable: true, description: 'What is taken back; all that is left, unless told.' })
  lines?: LineInput[] | null;
}
