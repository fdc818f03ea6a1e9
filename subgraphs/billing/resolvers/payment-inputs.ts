import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, ID, InputType } from 'type-graphql';
import { PaymentMethod } from '../entities/payment-method.js';

@InputType()
export class RecordPaymentInput {
  @Field(() => ID)
  invoiceId!: string;

  @Field(() => GraphQLSafeInt, { description: 'In minor units of the invoice’s currency.' })
  amount!: number;

  @Field(() => PaymentMethod)
  method!: PaymentMethod;

  @Field(() => Date, { nullable: true, description: 'Now, unless told.' })
  receivedAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'What the bank or the payment provider calls it.' })
  reference?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Unique within the organization. With it the payment is recorded once, however often this is sent.',
  })
  idempotencyKey?: string | null;
}

@InputType()
export class PaymentFilter {
  @Field(() => ID, { nullable: true })
  invoiceId?: string | null;

  @Field(() => [PaymentMethod], { nullable: true })
  method?: PaymentMethod[] | null;

  @Field(() => Date, { nullable: true })
  receivedAfter?: Date | null;

  @Field(() => Date, { nullable: true })
  receivedBefore?: Date | null;
}

@InputType({ description: 'Like a payment; the amount is above zero, and receivedAt is when it was given back.' })
export class RecordRefundInput extends RecordPaymentInput {}
