import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { isUuid } from '../../../platform/service/is-uuid.js';
import { checkedCursor, checkedPageSize, toPage } from '../../../platform/service/pagination.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Webhook } from '../outbound-webhooks/entities/webhook.js';
import { WebhookAttempt } from '../outbound-webhooks/entities/webhook-attempt.js';
import { createWebhook } from '../outbound-webhooks/operations/create-webhook.js';
import { lockedWebhook } from '../outbound-webhooks/operations/load-webhook.js';
import { requireRoom } from '../outbound-webhooks/operations/partners-webhooks.js';
import { testWebhook } from '../outbound-webhooks/operations/test-webhook.js';
import { updateWebhook } from '../outbound-webhooks/operations/update-webhook.js';
import { renewSecret } from '../outbound-webhooks/secrets.js';
import type { IntegrationsServices } from '../services.js';
import { authorisedConnection, ownConnection } from './own-connection.js';
import { PartnerOnly } from './partner-only.js';
import {
  CreateDistributionWebhookInput,
  DistributionWebhook,
  DistributionWebhookAttemptConnection,
  DistributionWebhookConnection,
  DistributionWebhookWithSecret,
  UpdateDistributionWebhookInput,
} from './webhook-types.js';

type Context = RequestContext<IntegrationsServices>;

const scope = 'partner:webhooks';

/** A partner's own webhooks: what holds for webhooks holds for them, and `lockedWebhook` finds it no others. */
@Resolver(() => DistributionWebhook)
export class DistributionWebhookResolver {
  @PartnerOnly(scope)
  @Query(() => DistributionWebhookConnection, { description: 'Your webhooks, oldest first.' })
  async distributionWebhooks(
    @Ctx() context: Context,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<DistributionWebhookConnection> {
    const { id: partnerId } = await ownConnection(context);
    const page = { first: checkedPageSize(first), ...(after && { after: checkedCursor(after) }) };
    const where = { partnerId };
    return toPage(await context.em.findByCursor(Webhook, { where, ...page, orderBy: { createdAt: 'asc', id: 'asc' } }));
  }

  @PartnerOnly(scope)
  @Query(() => DistributionWebhook, { nullable: true })
  async distributionWebhook(
    @Ctx() context: Context,
    @Arg('id', () => ID) id: string,
  ): Promise<DistributionWebhook | null> {
    const { id: partnerId } = await ownConnection(context);
    return isUuid(id) ? context.em.findOne(Webhook, { id, partnerId }) : null;
  }

  @FieldResolver(() => DistributionWebhookAttemptConnection, {
    description: 'Every request and what came back; newest first.',
  })
  async logs(
    @Ctx() { em }: Context,
    @Root() { id: webhookId }: DistributionWebhook,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<DistributionWebhookAttemptConnection> {
    const page = { first: checkedPageSize(first), ...(after && { after: checkedCursor(after) }) };
    const where = { webhookId };
    return toPage(
      await em.findByCursor(WebhookAttempt, { where, ...page, orderBy: { createdAt: 'desc', id: 'desc' } }),
    );
  }

  @PartnerOnly(scope)
  @Mutation(() => DistributionWebhookWithSecret)
  async createDistributionWebhook(
    @Ctx() context: Context,
    @Arg('input', () => CreateDistributionWebhookInput) input: CreateDistributionWebhookInput,
  ): Promise<DistributionWebhookWithSecret> {
    const { id: partnerId } = await authorisedConnection(context);
    await requireRoom(context.em, partnerId);
    return createWebhook(context, input);
  }

  @PartnerOnly(scope)
  @Mutation(() => DistributionWebhook)
  async updateDistributionWebhook(
    @Ctx() context: Context,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateDistributionWebhookInput) input: UpdateDistributionWebhookInput,
  ): Promise<DistributionWebhook> {
    const { name, url, events, payloadSelection, active } = input;
    return updateWebhook(context, id, {
      name: name ?? undefined,
      url: url ?? undefined,
      events: events ?? undefined,
      payloadSelection,
      active: active ?? undefined,
    });
  }

  @PartnerOnly(scope)
  @Mutation(() => Boolean, { description: 'With its logs.' })
  deleteDistributionWebhook(@Ctx() { write }: Context, @Arg('id', () => ID) id: string): Promise<boolean> {
    return write(async (unit) => {
      unit.em.remove(await lockedWebhook(unit, id));
      return true;
    });
  }

  @PartnerOnly(scope)
  @Mutation(() => DistributionWebhookWithSecret, { description: 'The secret before it signs too for 24 hours.' })
  rotateDistributionWebhookSecret(
    @Ctx() { write, services }: Context,
    @Arg('id', () => ID) id: string,
  ): Promise<DistributionWebhookWithSecret> {
    return write(async (unit) => {
      const webhook = await lockedWebhook(unit, id);
      return { webhook, secret: await renewSecret(webhook, services.secretBox, unit.now()) };
    });
  }

  @PartnerOnly(scope)
  @Mutation(() => Boolean, { description: 'Sends webhook.test at once, and once; its logs say what came back.' })
  testDistributionWebhook(@Ctx() { write }: Context, @Arg('id', () => ID) id: string): Promise<boolean> {
    return write(async (unit) => {
      await testWebhook(unit, id);
      return true;
    });
  }
}
