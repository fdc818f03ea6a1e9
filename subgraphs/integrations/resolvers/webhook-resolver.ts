import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, Directive, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { z } from 'zod';
import { RequiresPolicy, RequiresScopes } from '../../../platform/access/decorators.js';
import { findPage } from '../../../platform/service/find-page.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Connection } from '../entities/connection.js';
import { InboundWebhook } from '../entities/inbound-webhook.js';
import type { IntegrationsServices } from '../services.js';
import { receiveWebhook } from '../webhooks/receive-webhook.js';
import { conditionsOf, InboundWebhookFilter } from '../webhooks/webhook-filter.js';
import { connectionsById } from './loaders.js';
import { InboundWebhookConnection, WebhookReceipt } from './types.js';

type Context = RequestContext<IntegrationsServices>;
const headerTable = z.record(z.string(), z.string());

@Resolver(() => InboundWebhook)
export class WebhookResolver {
  @RequiresScopes('integrations:read')
  @Query(() => InboundWebhookConnection, { description: 'What vendors told us, newest first.' })
  async inboundWebhooks(
    @Ctx() context: Context,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => InboundWebhookFilter, { nullable: true }) filter: InboundWebhookFilter | null,
  ): Promise<InboundWebhookConnection> {
    return findPage(context.em, InboundWebhook, conditionsOf(filter), { first, after });
  }

  @FieldResolver(() => Connection)
  async connection(@Ctx() context: Context, @Root() { connection }: InboundWebhook): Promise<Connection> {
    return (await context.load(connectionsById, connection.id)) ?? connection;
  }

  @Directive('@inaccessible')
  @RequiresPolicy('webhook-door')
  @Mutation(() => WebhookReceipt, { description: 'For the gateway’s webhook route: the raw bytes and their headers.' })
  receiveWebhook(
    @Ctx() context: Context,
    @Arg('connector', () => String) connector: string,
    @Arg('connectionId', () => ID, { nullable: true }) connectionId: string | null,
    @Arg('rawBody', () => String, { description: 'Base64.' }) rawBody: string,
    @Arg('headers', () => GraphQLJSON) headers: unknown,
    @Arg('topic', () => String, { nullable: true }) topic: string | null,
  ): Promise<WebhookReceipt> {
    return receiveWebhook(context.services, {
      connector,
      connectionId,
      rawBody: Buffer.from(rawBody, 'base64'),
      headers: headerTable.parse(headers),
      topic,
      requestId: context.requestId,
    });
  }
}
