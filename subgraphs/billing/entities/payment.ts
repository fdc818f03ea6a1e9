import { BigIntType, type Opt } from '@mikro-orm/core';
import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';
import { Money } from './money.js';
import { PaymentMethod } from './payment-method.js';

@Entity({ schema: 'billing', tableName: 'payments' })
@Unique({ properties: ['organizationId', 'idempotencyKey'] })
@ObjectType({ description: 'Money received for an invoice, or given back. Written once, never changed.' })
@Directive('@key(fields: "id")')
export class Payment extends TenantEntity {
  @Property({ type: 'uuid' })
  invoiceId!: string;

  /** Minor units; below zero for what was given back. */
  @Property({ type: new BigIntType('number') })
  paidAmount!: number;

  @Property({ type: 'text' })
  currency!: string;

  @Field(() => PaymentMethod)
  @Enum({ items: () => PaymentMethod, type: 'text' })
  method!: PaymentMethod;

  @Field(() => Date)
  @Property({ type: 'timestamptz', length: 3 })
  receivedAt!: Date;

  @Field(() => String, { nullable: true, description: 'What the bank or the payment provider calls it.' })
  @Property({ type: 'text', nullable: true })
  reference: string | null = null;

  @Property({ type: 'text', nullable: true })
  idempotencyKey: string | null = null;

  @Field(() => Money, { description: 'Below zero for what was given back.' })
  get amount(): Money & Opt {
    return { amount: this.paidAmount, currency: this.currency };
  }
}
