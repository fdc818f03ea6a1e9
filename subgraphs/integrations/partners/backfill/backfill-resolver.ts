import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../../platform/access/decorators.js';
import { present } from '../../../../platform/service/find-by-id.js';
import { findPage } from '../../../../platform/service/find-page.js';
import { isUuid } from '../../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../../platform/service/request-context.js';
import { connectionsById } from '../../resolvers/loaders.js';
import type { IntegrationsServices } from '../../services.js';
import { partnerOf, requirePartner } from '../partner-of.js';
import { Partner } from '../types.js';
import { Backfill } from './backfill.js';
import { findMissing } from './find-missing.js';
import { progressByBackfill } from './loaders.js';
import { startBackfill } from './start-backfill.js';
import { BackfillConnection, BackfillPreview } from './types.js';

type Context = RequestContext<IntegrationsServices>;

const shown = 20;

@Resolver(() => Backfill)
export class BackfillResolver {
  @RequiresScopes('integrations:read')
  @Query(() => BackfillPreview, { description: 'What backfillPartner would send; nothing is.' })
  async previewBackfill(
    @Ctx() context: Context,
    @Arg('partnerId', () => ID) partnerId: string,
    @Arg('from', () => Date, { description: 'Of installations done at this moment or later.' }) from: Date,
    @Arg('to', () => Date, { description: 'And before this one.' }) to: Date,
  ): Promise<BackfillPreview> {
    const connection = await requirePartner(context.em, partnerId);
    const { dossiers, alreadyAsked } = await findMissing(context, connection, { from, to });
    return {
      partner: partnerOf(context.services.connectors, connection),
      count: dossiers.length,
      alreadyAsked,
      references: dossiers.slice(0, shown).map(({ reference }) => reference),
    };
  }

  @RequiresScopes('integrations:read')
  @Query(() => BackfillConnection, { description: 'Newest first.' })
  backfills(
    @Ctx() { em }: Context,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<BackfillConnection> {
    return findPage(em, Backfill, [], { first, after });
  }

  @RequiresScopes('integrations:read')
  @Query(() => Backfill, { nullable: true })
  async backfill(@Ctx() { em }: Context, @Arg('id', () => ID) id: string): Promise<Backfill | null> {
    return isUuid(id) ? em.findOne(Backfill, { id }) : null;
  }

  @FieldResolver(() => Partner)
  async partner(@Ctx() context: Context, @Root() { connectionId }: Backfill): Promise<Partner> {
    return partnerOf(context.services.connectors, await present(context, connectionsById, connectionId));
  }

  @FieldResolver(() => Int, { description: 'How many were reached so far.' })
  async takenUp(@Ctx() context: Context, @Root() { id }: Backfill): Promise<number> {
    return (await context.load(progressByBackfill, id))?.takenUp ?? 0;
  }

  @FieldResolver(() => Int, { description: 'How many went to the partner by another way before their turn came.' })
  async skipped(@Ctx() context: Context, @Root() { id }: Backfill): Promise<number> {
    return (await context.load(progressByBackfill, id))?.skipped ?? 0;
  }

  @FieldResolver(() => Int, { description: 'How many the partner has by now.' })
  async done(@Ctx() context: Context, @Root() { id }: Backfill): Promise<number> {
    return (await context.load(progressByBackfill, id))?.done ?? 0;
  }

  @FieldResolver(() => Int, { description: 'How many were given up.' })
  async failed(@Ctx() context: Context, @Root() { id }: Backfill): Promise<number> {
    return (await context.load(progressByBackfill, id))?.failed ?? 0;
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Backfill, {
    description: 'Sends a partner the published dossiers of a time that it was never sent, 20 a second at most.',
  })
  backfillPartner(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The partner’s.' }) id: string,
    @Arg('from', () => Date, { description: 'Of installations done at this moment or later.' }) from: Date,
    @Arg('to', () => Date, { description: 'And before this one.' }) to: Date,
    @Arg('expectedCount', () => Int, {
      nullable: true,
      description: 'As previewBackfill counted: else nothing is done.',
    })
    expectedCount: number | null,
  ): Promise<Backfill> {
    return startBackfill(context, { partnerId: id, from, to, expectedCount });
  }
}
