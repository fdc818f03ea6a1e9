import type { FilterQuery } from '@mikro-orm/core';
import { Field, ID, InputType } from 'type-graphql';
import { knownId } from '../../../platform/service/known-id.js';
import { type InboundWebhook, WebhookOutcome } from '../entities/inbound-webhook.js';

@InputType({ description: 'All conditions together.' })
export class InboundWebhookFilter {
  @Field(() => String, { nullable: true })
  connector?: string | null;

  @Field(() => ID, { nullable: true })
  connectionId?: string | null;

  @Field(() => [WebhookOutcome], { nullable: true })
  outcome?: WebhookOutcome[] | null;

  @Field(() => Date, { nullable: true, description: 'This moment included.' })
  receivedAfter?: Date | null;

  @Field(() => Date, { nullable: true, description: 'This moment not included.' })
  receivedBefore?: Date | null;
}

/** The conditions a filter stands for; none where there is none. */
export function conditionsOf(filter: InboundWebhookFilter | null): FilterQuery<InboundWebhook>[] {
  if (!filter) return [];
  const { connector, connectionId, outcome, receivedAfter, receivedBefore } = filter;
  return [
    ...(connector ? [{ connection: { connector } }] : []),
    ...(connectionId ? [{ connection: knownId(connectionId) }] : []),
    ...(outcome ? [{ outcome: { $in: outcome } }] : []),
    ...(receivedAfter ? [{ createdAt: { $gte: receivedAfter } }] : []),
    ...(receivedBefore ? [{ createdAt: { $lt: receivedBefore } }] : []),
  ];
}
