import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findById } from '../../../platform/service/find-by-id.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryAttempt } from '../entities/delivery-attempt.js';
import { findDeliveries } from '../operations/find-deliveries.js';
import { previewDelivery } from '../operations/preview-delivery.js';
import { publishIntervention } from '../operations/publish-intervention.js';
import { readHealth } from '../operations/read-health.js';
import { cancelDelivery, retryDelivery } from '../operations/steer-delivery.js';
import type { IntegrationsServices } from '../services.js';
import { interventionOf } from '../sync-events/about-delivery.js';
import { attemptsByDelivery, connectionsById, deliveriesById } from './loaders.js';
import { DeliveryConnection, DeliveryFilter, DeliveryPreview, IntegrationHealth, Intervention } from './types.js';

type Context = RequestContext<IntegrationsServices>;

@Resolver(() => Delivery)
export class DeliveryResolver {
  @RequiresScopes('integrations:read')
  @Query(() => Delivery, { nullable: true })
  async delivery(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<Delivery | null> {
    return findById(context, deliveriesById, id);
  }

  @RequiresScopes('integrations:read')
  @Query(() => DeliveryConnection, { description: 'Newest first.' })
  async deliveries(
    @Ctx() context: Context,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => DeliveryFilter, { nullable: true }) filter: DeliveryFilter | null,
  ): Promise<DeliveryConnection> {
    return findDeliveries(context.em, { first, after, filter });
  }

  @RequiresScopes('integrations:read')
  @Query(() => [IntegrationHealth], { description: 'What is stuck, where, and since when.' })
  async integrationHealth(@Ctx() context: Context): Promise<IntegrationHealth[]> {
    const { connectors, now } = context.services;
    return readHealth(context.em, connectors, now());
  }

  @RequiresScopes('integrations:read')
  @Query(() => DeliveryPreview, { description: 'The exact payload and what is wrong with it; nothing is sent.' })
  previewDelivery(
    @Ctx() context: Context,
    @Arg('connector', () => String) connector: string,
    @Arg('action', () => String) action: string,
    @Arg('subjectId', () => ID) subjectId: string,
    @Arg('connectionId', () => ID, {
      nullable: true,
      description: 'One account at the vendor, or one partner. Default: the account that a delivery would be made on.',
    })
    connectionId: string | null,
    @Arg('variant', () => String, { defaultValue: '', description: 'Which of several: the level of a reminder.' })
    variant: string,
    @Arg('input', () => GraphQLJSON, {
      nullable: true,
      description: 'What would be given along, as the action takes it.',
    })
    input: unknown,
  ): Promise<DeliveryPreview> {
    const about = { connector, action, subjectId, variant, input };
    return previewDelivery(context, { ...about, connectionId: connectionId ?? null });
  }

  @FieldResolver(() => [DeliveryAttempt], { description: 'Every try, oldest first.' })
  async attempts(@Ctx() context: Context, @Root() { id }: Delivery): Promise<DeliveryAttempt[]> {
    return (await context.load(attemptsByDelivery, id)) ?? [];
  }

  @FieldResolver(() => Connection)
  async connection(@Ctx() context: Context, @Root() { connection }: Delivery): Promise<Connection> {
    return (await context.load(connectionsById, connection.id)) ?? connection;
  }

  @FieldResolver(() => Intervention, {
    nullable: true,
    description: 'What it is about; the one behind it, when it is about something else and that is known.',
  })
  intervention(@Root() delivery: Delivery): Intervention | null {
    const id = interventionOf(delivery);
    return id === null ? null : { id };
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Delivery, { description: 'Sends a dossier to Symphonics now; once, however often it is asked.' })
  publishIntervention(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<Delivery> {
    return publishIntervention(context, id);
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Delivery, { description: 'Takes up a delivery that failed, is blocked or waits.' })
  retryDelivery(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<Delivery> {
    return context.write((unit) => retryDelivery(unit, id));
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Delivery, { description: 'Takes a delivery back before the vendor has it.' })
  cancelDelivery(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<Delivery> {
    return context.write((unit) => cancelDelivery(unit, id));
  }
}
