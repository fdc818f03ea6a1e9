import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ExternalEdge } from '../lookups/edge-types.js';

@ObjectType({
  implements: ExternalEdge,
  description: 'An invoice as it stands at the vendor; nothing of it where the vendor does not have it.',
})
export class InvoiceAtVendor extends ExternalEdge {
  @Field(() => String, { description: 'The vendor.' })
  connector!: string;

  @Field(() => String)
  externalId!: string;

  @Field(() => String, { nullable: true })
  number!: string | null;

  @Field(() => String, { nullable: true, description: 'In our words: DRAFT, SENT, PARTIAL, PAID …' })
  status!: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 4217.' })
  currency!: string | null;

  @Field(() => GraphQLSafeInt, { nullable: true, description: 'With VAT, in the minor unit of the currency.' })
  amount!: number | null;

  @Field(() => GraphQLSafeInt, { nullable: true, description: 'In the minor unit of the currency.' })
  paid!: number | null;

  @Field(() => GraphQLSafeInt, { nullable: true, description: 'In the minor unit of the currency.' })
  balance!: number | null;

  @Field(() => Date, { nullable: true })
  issuedAt!: Date | null;

  @Field(() => Date, { nullable: true })
  dueAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When the customer first saw it there.' })
  viewedAt!: Date | null;
}

@ObjectType({ description: 'An invoice of a vendor, which may be one of ours.' })
export class VendorInvoice {
  @Field(() => String)
  externalId!: string;

  @Field(() => String, { nullable: true })
  number!: string | null;

  @Field(() => String, { description: 'In our words: DRAFT, SENT, PARTIAL, PAID …' })
  status!: string;

  @Field(() => String, { description: 'ISO 4217.' })
  currency!: string;

  @Field(() => GraphQLSafeInt, { description: 'With VAT, in the minor unit of the currency.' })
  amount!: number;

  @Field(() => GraphQLSafeInt)
  paid!: number;

  @Field(() => GraphQLSafeInt)
  balance!: number;

  @Field(() => Date, { nullable: true })
  issuedAt!: Date | null;

  @Field(() => Date, { nullable: true })
  dueAt!: Date | null;
}

@ObjectType({ implements: ExternalEdge, description: 'Invoices of a vendor, newest first.' })
export class VendorInvoices extends ExternalEdge {
  @Field(() => [VendorInvoice], { nullable: true })
  invoices!: VendorInvoice[] | null;

  @Field(() => Int, { description: 'From 1.' })
  page!: number;

  @Field(() => Int)
  perPage!: number;

  @Field(() => Int, { nullable: true })
  total!: number | null;
}

export const VendorInvoiceStatus = {
  DRAFT: 'DRAFT',
  OPEN: 'OPEN',
  OVERDUE: 'OVERDUE',
  PAID: 'PAID',
  CANCELLED: 'CANCELLED',
  ARCHIVED: 'ARCHIVED',
} as const;
export type VendorInvoiceStatus = (typeof VendorInvoiceStatus)[keyof typeof VendorInvoiceStatus];

registerEnumType(VendorInvoiceStatus, {
  name: 'VendorInvoiceStatus',
  valuesConfig: { OPEN: { description: 'To be paid; it may be overdue.' } },
});

@InputType({ description: 'All conditions together.' })
export class VendorInvoiceFilter {
  @Field(() => VendorInvoiceStatus, { nullable: true })
  status?: VendorInvoiceStatus | null;

  @Field(() => String, { nullable: true })
  number?: string | null;

  @Field(() => String, { nullable: true, description: 'The vendor’s id of a customer.' })
  client?: string | null;
}

@ObjectType({ description: 'A file that a vendor made.' })
export class VendorDocument {
  @Field(() => String)
  name!: string;

  @Field(() => String)
  mediaType!: string;

  @Field(() => String, { description: 'In base64.' })
  content!: string;
}
