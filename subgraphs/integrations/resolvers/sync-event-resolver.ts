import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Delivery } from '../entities/delivery.js';
import { SyncEvent } from '../entities/sync-event.js';
import type { IntegrationsServices } from '../services.js';
import { decodeCursor } from '../sync-events/cursor.js';
import { deliveriesById } from './loaders.js';
import { Intervention } from './types.js';

type Context = RequestContext<IntegrationsServices>;

interface SyncEventArguments {
  after?: string | null;
  interventionId?: string | null;
  subjectId?: string | null;
  connector?: string | null;
}

@Resolver(() => SyncEvent)
export class SyncEventResolver {
  @RequiresScopes('integrations:read')
  @Query(() => SyncEvent, { nullable: true })
  async syncEvent(
    @Ctx() { caller, em }: Context,
    @Arg('cursor', () => String) cursor: string,
  ): Promise<SyncEvent | null> {
    const sequence = String(decodeCursor(cursor, 'cursor'));
    return em.findOne(SyncEvent, { organizationId: caller.organizationId, sequence });
  }

  @RequiresScopes('integrations:read')
  @Subscription(() => SyncEvent, {
    description:
      'Everything after the cursor, in commit order, none skipped and none twice, then live. Without `after`: from now on.',
    subscribe: ({ args, context }: { args: SyncEventArguments; context: Context }) => {
      const { after, interventionId, subjectId, connector } = args;
      return context.services.syncEvents.follow({
        organizationId: context.caller.organizationId,
        after: after == null ? null : decodeCursor(after),
        filter: (event) =>
          (interventionId == null || event.interventionId === interventionId) &&
          (subjectId == null || (event.subjectId ?? event.interventionId) === subjectId) &&
          (connector == null || event.connector === connector),
      });
    },
  })
  syncEvents(
    @Root() event: SyncEvent,
    @Arg('after', () => String, { nullable: true }) _after: string | null,
    @Arg('interventionId', () => ID, { nullable: true }) _interventionId: string | null,
    @Arg('connector', () => String, { nullable: true }) _connector: string | null,
    @Arg('subjectId', () => ID, { nullable: true, description: 'Whatever it is: a quote, an invoice, a contact …' })
    _subjectId: string | null,
  ): SyncEvent {
    return event;
  }

  @FieldResolver(() => Delivery, { nullable: true, description: 'As it is now, not as it was then.' })
  async delivery(@Ctx() context: Context, @Root() { deliveryId }: SyncEvent): Promise<Delivery | null> {
    return deliveryId === null ? null : ((await context.load(deliveriesById, deliveryId)) ?? null);
  }

  @FieldResolver(() => Intervention, { nullable: true })
  intervention(@Root() { interventionId }: SyncEvent): Intervention | null {
    return interventionId === null ? null : { id: interventionId };
  }
}
