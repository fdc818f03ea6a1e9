import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findPage } from '../../../platform/service/find-page.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { InboundWebhook } from '../entities/inbound-webhook.js';
import { progressByReplay } from './loaders.js';
import { previewReplay } from './preview-replay.js';
import { Replay } from './replay.js';
import { replayWebhook } from './replay-webhook.js';
import { startReplay } from './start-replay.js';
import { ReplayConnection, ReplayFilter, ReplayPreview } from './types.js';

@Resolver(() => Replay)
export class ReplayResolver {
  @RequiresScopes('integrations:read')
  @Query(() => ReplayPreview, { description: 'What replayDeliveries would take up; nothing is.' })
  previewReplay(
    @Ctx() { em }: RequestContext,
    @Arg('filter', () => ReplayFilter) filter: ReplayFilter,
  ): Promise<ReplayPreview> {
    return previewReplay(em, filter);
  }

  @RequiresScopes('integrations:read')
  @Query(() => ReplayConnection, { description: 'Newest first.' })
  replays(
    @Ctx() { em }: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<ReplayConnection> {
    return findPage(em, Replay, [], { first, after });
  }

  @RequiresScopes('integrations:read')
  @Query(() => Replay, { nullable: true })
  async replay(@Ctx() { em }: RequestContext, @Arg('id', () => ID) id: string): Promise<Replay | null> {
    return isUuid(id) ? em.findOne(Replay, { id }) : null;
  }

  @FieldResolver(() => Int, { description: 'How many were reached so far.' })
  async takenUp(@Ctx() context: RequestContext, @Root() { id }: Replay): Promise<number> {
    return (await context.load(progressByReplay, id))?.takenUp ?? 0;
  }

  @FieldResolver(() => Int, {
    description: 'How many no longer stood still when their turn came, and were left alone.',
  })
  async skipped(@Ctx() context: RequestContext, @Root() { id }: Replay): Promise<number> {
    return (await context.load(progressByReplay, id))?.skipped ?? 0;
  }

  @FieldResolver(() => Int, { description: 'How many the vendor has by now.' })
  async done(@Ctx() context: RequestContext, @Root() { id }: Replay): Promise<number> {
    return (await context.load(progressByReplay, id))?.done ?? 0;
  }

  @FieldResolver(() => Int, { description: 'How many were given up again since.' })
  async failed(@Ctx() context: RequestContext, @Root() { id }: Replay): Promise<number> {
    return (await context.load(progressByReplay, id))?.failed ?? 0;
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Replay, { description: 'Takes up deliveries that failed or are blocked, 50 a second at most.' })
  replayDeliveries(
    @Ctx() context: RequestContext,
    @Arg('filter', () => ReplayFilter) filter: ReplayFilter,
    @Arg('expectedCount', () => Int, { description: 'As previewReplay counted.' }) expectedCount: number,
  ): Promise<Replay> {
    return context.write((unit) => startReplay(unit, filter, expectedCount));
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => InboundWebhook, { description: 'Applies a received webhook again; newer news still stands.' })
  replayWebhook(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<InboundWebhook> {
    return context.write((unit) => replayWebhook(unit, id));
  }
}
