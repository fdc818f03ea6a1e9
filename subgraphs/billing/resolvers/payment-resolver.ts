import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findById, present } from '../../../platform/service/find-by-id.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Invoice } from '../entities/invoice.js';
import { Payment } from '../entities/payment.js';
import { findPayments } from '../operations/find-payments.js';
import { recordPayment } from '../operations/record-payment.js';
import { recordRefund } from '../operations/record-refund.js';
import { PaymentConnection } from './connections.js';
import { invoiceById, paymentById } from './loaders.js';
import { PaymentFilter, RecordPaymentInput, RecordRefundInput } from './payment-inputs.js';

@Resolver(() => Payment)
export class PaymentResolver {
  @RequiresScopes('billing:read')
  @Query(() => Payment, { nullable: true })
  payment(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Payment | null> {
    return findById(context, paymentById, id);
  }

  @RequiresScopes('billing:read')
  @Query(() => PaymentConnection)
  async payments(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => PaymentFilter, { nullable: true }) filter: PaymentFilter | null,
  ): Promise<PaymentConnection> {
    return findPayments(context.em, filter ?? {}, { first, after });
  }

  @FieldResolver(() => Invoice)
  invoice(@Ctx() context: RequestContext, @Root() payment: Payment): Promise<Invoice> {
    return present(context, invoiceById, payment.invoiceId);
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Payment, { description: 'Notes money received; the invoice’s status follows.' })
  recordPayment(
    @Ctx() context: RequestContext,
    @Arg('input', () => RecordPaymentInput) input: RecordPaymentInput,
  ): Promise<Payment> {
    return context.write((unit) => recordPayment(unit, input));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Payment, { description: 'Notes money given back of what was paid beyond credit notes.' })
  recordRefund(
    @Ctx() context: RequestContext,
    @Arg('input', () => RecordRefundInput) input: RecordRefundInput,
  ): Promise<Payment> {
    return context.write((unit) => recordRefund(unit, input));
  }
}
