import { Field, InputType, registerEnumType } from 'type-graphql';

export const OrchestrationEvent = {
  QUOTE_SENT: 'QUOTE_SENT',
  QUOTE_SIGNED: 'QUOTE_SIGNED',
  INVOICE_SENT: 'INVOICE_SENT',
  PAYMENT_RECEIVED: 'PAYMENT_RECEIVED',
  LEAD_CREATED: 'LEAD_CREATED',
  CLIENT_CONVERTED: 'CLIENT_CONVERTED',
} as const;
export type OrchestrationEvent = (typeof OrchestrationEvent)[keyof typeof OrchestrationEvent];

registerEnumType(OrchestrationEvent, {
  name: 'OrchestrationEvent',
  description: 'What happened, and can have its consequences once more.',
  valuesConfig: {
    QUOTE_SENT: { description: 'Of a quote that nobody has answered yet.' },
    QUOTE_SIGNED: {
      description: 'Of a quote; its deposit is invoiced where that is missing, which takes billing:write.',
    },
    INVOICE_SENT: { description: 'Of an invoice.' },
    PAYMENT_RECEIVED: { description: 'Of an invoice: all that was paid of it.' },
    LEAD_CREATED: { description: 'Of a lead; one that is closed is not nurtured any more.' },
    CLIENT_CONVERTED: { description: 'Of a contact.' },
  },
});

@InputType({ description: 'A contact, known by its e-mail address.' })
export class SyncContactInput {
  @Field(() => String)
  email!: string;

  @Field(() => String, { nullable: true })
  firstName?: string | null;

  @Field(() => String, { nullable: true })
  lastName?: string | null;

  @Field(() => String, { nullable: true, description: 'E.164, like +33612345678.' })
  phone?: string | null;

  @Field(() => [String], { nullable: true })
  tags?: string[];
}
