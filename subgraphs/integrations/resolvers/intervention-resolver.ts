import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { nestedPages } from '../../../platform/service/nested-pages.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Delivery } from '../entities/delivery.js';
import { dossierDeliveries } from './loaders.js';
import { DeliveryConnection, Intervention, SyncStatus } from './types.js';

const deliveriesOf = nestedPages(Delivery, 'subjectId');

@Resolver(() => Intervention)
export class InterventionSyncResolver {
  @FieldResolver(() => SyncStatus)
  async syncStatus(@Ctx() context: RequestContext, @Root() { id }: Intervention): Promise<SyncStatus> {
    const { last = null, publication = null } = (await context.load(dossierDeliveries, id)) ?? {};
    return {
      state: last?.status ?? null,
      lastDelivery: last,
      vendorStatus: publication?.vendorStatus ?? null,
      updatedAt: last?.updatedAt ?? null,
    };
  }

  @FieldResolver(() => DeliveryConnection)
  async deliveries(
    @Ctx() context: RequestContext,
    @Root() { id }: Intervention,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<DeliveryConnection> {
    return deliveriesOf(context, id, { first, after });
  }
}
