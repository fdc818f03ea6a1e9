import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findPage } from '../../../platform/service/find-page.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Connection } from '../entities/connection.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { findDeliveries } from '../operations/find-deliveries.js';
import { DeliveryConnection } from '../resolvers/types.js';
import type { IntegrationsServices } from '../services.js';
import { Backfill } from './backfill/backfill.js';
import { BackfillConnection } from './backfill/types.js';
import { deletePartner } from './delete-partner.js';
import { findPartners } from './find-partners.js';
import { partnerConnector } from './partner-connector.js';
import { partnerOf } from './partner-of.js';
import { createPartner, updatePartner } from './save-partner.js';
import { CreatePartnerInput, Partner, PartnerConnection, PartnerFilter, UpdatePartnerInput } from './types.js';

type Context = RequestContext<IntegrationsServices>;

@Resolver(() => Partner)
export class PartnerResolver {
  @RequiresScopes('integrations:read')
  @Query(() => PartnerConnection, { description: 'Third parties that get dossiers, oldest first.' })
  partners(
    @Ctx() { em, services }: Context,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => PartnerFilter, { nullable: true }) filter: PartnerFilter | null,
  ): Promise<PartnerConnection> {
    return findPartners(em, services.connectors, { first, after, filter });
  }

  @RequiresScopes('integrations:read')
  @Query(() => Partner, { nullable: true })
  async partner(@Ctx() { em, services }: Context, @Arg('id', () => ID) id: string): Promise<Partner | null> {
    const connection = isUuid(id) ? await em.findOne(Connection, { id, connector: partnerConnector }) : null;
    return connection && partnerOf(services.connectors, connection);
  }

  @FieldResolver(() => DeliveryConnection, { description: 'What it was sent, or is to be; newest first.' })
  deliveries(
    @Ctx() { em }: Context,
    @Root() { id: connectionId }: Partner,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('status', () => [DeliveryStatus], { nullable: true }) status: DeliveryStatus[] | null,
  ): Promise<DeliveryConnection> {
    return findDeliveries(em, { first, after, filter: { connectionId, status } });
  }

  @FieldResolver(() => BackfillConnection, { description: 'Newest first.' })
  backfills(
    @Ctx() { em }: Context,
    @Root() { id: connectionId }: Partner,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<BackfillConnection> {
    return findPage(em, Backfill, [{ connectionId }], { first, after });
  }

  @RequiresScopes('connections:admin')
  @Mutation(() => Partner)
  async createPartner(
    @Ctx() context: Context,
    @Arg('input', () => CreatePartnerInput) input: CreatePartnerInput,
  ): Promise<Partner> {
    return partnerOf(context.services.connectors, await createPartner(context, input));
  }

  @RequiresScopes('connections:admin')
  @Mutation(() => Partner)
  async updatePartner(
    @Ctx() context: Context,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdatePartnerInput) input: UpdatePartnerInput,
  ): Promise<Partner> {
    return partnerOf(context.services.connectors, await updatePartner(context, id, input));
  }

  @RequiresScopes('connections:admin')
  @Mutation(() => Partner, {
    nullable: true,
    description: 'Null: it is gone. One that was sent something stays for its records, no longer authorised.',
  })
  async deletePartner(@Ctx() { services, write }: Context, @Arg('id', () => ID) id: string): Promise<Partner | null> {
    const kept = await write((unit) => deletePartner(unit, id));
    return kept && partnerOf(services.connectors, kept);
  }
}
