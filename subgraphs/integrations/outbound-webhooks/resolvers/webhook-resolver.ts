import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../../platform/access/decorators.js';
import { isUuid } from '../../../../platform/service/is-uuid.js';
import { checkedCursor, checkedPageSize, toPage } from '../../../../platform/service/pagination.js';
import type { RequestContext } from '../../../../platform/service/request-context.js';
import type { IntegrationsServices } from '../../services.js';
import { Webhook } from '../entities/webhook.js';
import { WebhookAttempt } from '../entities/webhook-attempt.js';
import { WebhookMessage } from '../entities/webhook-message.js';
import { createWebhook } from '../operations/create-webhook.js';
import { lockedWebhook } from '../operations/load-webhook.js';
import { recoverWebhook } from '../operations/recover-webhook.js';
import { retryMessage } from '../operations/retry-message.js';
import { testWebhook } from '../operations/test-webhook.js';
import { updateWebhook } from '../operations/update-webhook.js';
import { renewSecret } from '../secrets.js';
import {
  CreateWebhookInput,
  UpdateWebhookInput,
  WebhookAttemptConnection,
  WebhookConnection,
  WebhookMessageConnection,
  WebhookRecovery,
  WebhookWithSecret,
} from './types.js';

type Context = RequestContext<IntegrationsServices>;

@Resolver(() => Webhook)
export class OutboundWebhookResolver {
  @RequiresScopes('webhooks:admin')
  @Query(() => WebhookConnection, { description: 'Who is told of sync events, oldest first.' })
  async webhooks(
    @Ctx() { em }: Context,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<WebhookConnection> {
    const page = { first: checkedPageSize(first), ...(after && { after: checkedCursor(after) }) };
    return toPage(await em.findByCursor(Webhook, { ...page, orderBy: { createdAt: 'asc', id: 'asc' } }));
  }

  @RequiresScopes('webhooks:admin')
  @Query(() => Webhook, { nullable: true })
  async webhook(@Ctx() { em }: Context, @Arg('id', () => ID) id: string): Promise<Webhook | null> {
    return isUuid(id) ? em.findOne(Webhook, { id }) : null;
  }

  @FieldResolver(() => WebhookMessageConnection, { description: 'What it was, or is to be, sent; newest first.' })
  async messages(
    @Ctx() { em }: Context,
    @Root() { id: webhookId }: Webhook,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<WebhookMessageConnection> {
    const page = { first: checkedPageSize(first), ...(after && { after: checkedCursor(after) }) };
    const where = { webhookId };
    return toPage(
      await em.findByCursor(WebhookMessage, { where, ...page, orderBy: { createdAt: 'desc', id: 'desc' } }),
    );
  }

  @FieldResolver(() => WebhookAttemptConnection, { description: 'Every request and what came back; newest first.' })
  async logs(
    @Ctx() { em }: Context,
    @Root() { id: webhookId }: Webhook,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<WebhookAttemptConnection> {
    const page = { first: checkedPageSize(first), ...(after && { after: checkedCursor(after) }) };
    const where = { webhookId };
    return toPage(
      await em.findByCursor(WebhookAttempt, { where, ...page, orderBy: { createdAt: 'desc', id: 'desc' } }),
    );
  }

  @RequiresScopes('webhooks:admin')
  @Mutation(() => WebhookWithSecret)
  createWebhook(
    @Ctx() context: Context,
    @Arg('input', () => CreateWebhookInput) input: CreateWebhookInput,
  ): Promise<WebhookWithSecret> {
    return createWebhook(context, input);
  }

  @RequiresScopes('webhooks:admin')
  @Mutation(() => Webhook)
  updateWebhook(
    @Ctx() context: Context,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateWebhookInput) { name, url, events, payloadSelection, active }: UpdateWebhookInput,
  ): Promise<Webhook> {
    return updateWebhook(context, id, {
      name: name ?? undefined,
      url: url ?? undefined,
      events: events ?? undefined,
      payloadSelection,
      active: active ?? undefined,
    });
  }

  @RequiresScopes('webhooks:admin')
  @Mutation(() => Boolean, { description: 'With its messages and logs.' })
  deleteWebhook(@Ctx() { write }: Context, @Arg('id', () => ID) id: string): Promise<boolean> {
    return write(async (unit) => {
      unit.em.remove(await lockedWebhook(unit, id));
      return true;
    });
  }

  @RequiresScopes('webhooks:admin')
  @Mutation(() => WebhookWithSecret, { description: 'The secret before it signs too for 24 hours.' })
  rotateWebhookSecret(
    @Ctx() { write, services }: Context,
    @Arg('id', () => ID) id: string,
  ): Promise<WebhookWithSecret> {
    return write(async (unit) => {
      const webhook = await lockedWebhook(unit, id);
      return { webhook, secret: await renewSecret(webhook, services.secretBox, unit.now()) };
    });
  }

  @RequiresScopes('webhooks:admin')
  @Mutation(() => WebhookMessage, { description: 'Sends webhook.test at once, and once.' })
  testWebhook(@Ctx() { write }: Context, @Arg('id', () => ID) id: string): Promise<WebhookMessage> {
    return write((unit) => testWebhook(unit, id));
  }

  @RequiresScopes('webhooks:admin')
  @Mutation(() => WebhookMessage, { description: 'Sends a message again now, under the same webhook-id.' })
  retryWebhookMessage(@Ctx() { write }: Context, @Arg('id', () => ID) id: string): Promise<WebhookMessage> {
    return write((unit) => retryMessage(unit, id));
  }

  @RequiresScopes('webhooks:admin')
  @Mutation(() => WebhookRecovery, {
    description: 'Sends again what failed, and what was missed while it was not active, since a time: 14 days at most.',
  })
  recoverWebhook(
    @Ctx() { write }: Context,
    @Arg('id', () => ID) id: string,
    @Arg('since', () => Date) since: Date,
  ): Promise<WebhookRecovery> {
    return write(async (unit) => {
      const events = await recoverWebhook(unit, id, since);
      return { webhook: await lockedWebhook(unit, id), events };
    });
  }
}
