import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root, Subscription } from 'type-graphql';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { SyncEvent } from '../entities/sync-event.js';
import { findDeliveries } from '../operations/find-deliveries.js';
import { partnerOf } from '../partners/partner-of.js';
import { deliveriesById } from '../resolvers/loaders.js';
import type { IntegrationsServices } from '../services.js';
import { decodeCursor } from '../sync-events/cursor.js';
import { followOwnEvents, isOwn } from './follow-own-events.js';
import { authorisedConnection, ownConnection } from './own-connection.js';
import { PartnerOnly } from './partner-only.js';
import { distribution, sharedDossier } from './shared-dossier.js';
import {
  DistributedDelivery,
  DistributedDeliveryConnection,
  DistributedIntervention,
  DistributedInterventionConnection,
  Distribution,
  DistributionEvent,
} from './types.js';

type Context = RequestContext<IntegrationsServices>;

@Resolver(() => Distribution)
export class DistributionResolver {
  @PartnerOnly()
  @Query(() => Distribution, { description: 'What the organization shares with you.' })
  async distribution(@Ctx() context: Context): Promise<Distribution> {
    const connection = await ownConnection(context);
    const { subscription, ...partner } = partnerOf(context.services.connectors, connection);
    return { ...partner, terms: subscription };
  }

  @PartnerOnly()
  @Query(() => DistributedInterventionConnection, { description: 'The dossiers that you have received, newest first.' })
  async distributedInterventions(
    @Ctx() context: Context,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<DistributedInterventionConnection> {
    const { id: connectionId } = await authorisedConnection(context);
    const filter = { connectionId, action: distribution, status: [DeliveryStatus.SUCCEEDED] };
    return findDeliveries(context.em, { first, after, filter });
  }

  @PartnerOnly()
  @Query(() => DistributedIntervention, { nullable: true, description: 'A dossier that you have received.' })
  async distributedIntervention(
    @Ctx() context: Context,
    @Arg('id', () => ID) subjectId: string,
  ): Promise<DistributedIntervention | null> {
    const connection = await authorisedConnection(context);
    const received = { connection, subjectId, action: distribution, status: DeliveryStatus.SUCCEEDED };
    return isUuid(subjectId) ? context.em.findOne(Delivery, received) : null;
  }

  @PartnerOnly()
  @Query(() => DistributedDeliveryConnection, { description: 'What was sent to you, or is to be; newest first.' })
  async distributedDeliveries(
    @Ctx() context: Context,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('status', () => [DeliveryStatus], { nullable: true }) status: DeliveryStatus[] | null,
  ): Promise<DistributedDeliveryConnection> {
    const { id: connectionId } = await authorisedConnection(context);
    return findDeliveries(context.em, { first, after, filter: { connectionId, status } });
  }
}

@Resolver(() => DistributedIntervention)
export class DistributedInterventionResolver {
  @FieldResolver(() => GraphQLJSON, {
    nullable: true,
    description: 'As it is now, in the format of deliveries, with your fields alone.',
  })
  dossier(@Ctx() context: Context, @Root() { subjectId }: DistributedIntervention): Promise<unknown> {
    return sharedDossier(context, subjectId);
  }
}

@Resolver(() => DistributionEvent)
export class DistributionEventResolver {
  @PartnerOnly()
  @Query(() => DistributionEvent, { nullable: true, description: 'One event of your deliveries.' })
  async distributionEvent(
    @Ctx() context: Context,
    @Arg('cursor', () => String) cursor: string,
  ): Promise<DistributionEvent | null> {
    const { em, caller } = context;
    const sequence = String(decodeCursor(cursor, 'cursor'));
    const event = await em.findOne(SyncEvent, { organizationId: caller.organizationId, sequence });
    return event && (await isOwn(context, event)) ? event : null;
  }

  @PartnerOnly()
  @Subscription(() => DistributionEvent, {
    description:
      'Everything about your deliveries after the cursor, in order, none skipped, then live. Without `after`: from now on.',
    subscribe: ({ args, context }: { args: { after?: string | null }; context: Context }) =>
      followOwnEvents(context, args.after ?? null),
  })
  distributionEvents(
    @Root() event: SyncEvent,
    @Arg('after', () => String, { nullable: true }) _after: string | null,
  ): DistributionEvent {
    return event;
  }

  @FieldResolver(() => DistributedDelivery, { nullable: true, description: 'As it is now, not as it was then.' })
  async delivery(
    @Ctx() context: Context,
    @Root() { deliveryId }: DistributionEvent,
  ): Promise<DistributedDelivery | null> {
    return deliveryId === null ? null : ((await context.load(deliveriesById, deliveryId)) ?? null);
  }
}
