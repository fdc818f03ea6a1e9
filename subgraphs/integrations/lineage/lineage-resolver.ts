import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { present } from '../../../platform/service/find-by-id.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { connectionsById, deliveriesById } from '../resolvers/loaders.js';
import type { IntegrationsServices } from '../services.js';
import { fieldLineage } from './field-lineage.js';
import { FieldDisclosure, FieldDisclosureConnection } from './types.js';

type Context = RequestContext<IntegrationsServices>;

@Resolver(() => FieldDisclosure)
export class LineageResolver {
  @RequiresScopes('integrations:read')
  @Query(() => FieldDisclosureConnection, {
    description: 'Which requests carried the value of a field to whom, newest first.',
  })
  fieldLineage(
    @Ctx() context: Context,
    @Arg('interventionId', () => ID) interventionId: string,
    @Arg('path', () => String, { description: 'Of the dossier, lists without indexes: beneficiary.phone.' })
    path: string,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<FieldDisclosureConnection> {
    return fieldLineage(context, { interventionId, path, first, after });
  }

  @FieldResolver(() => Connection, { description: 'To whom.' })
  connection(@Ctx() context: Context, @Root() { connectionId }: FieldDisclosure): Promise<Connection> {
    return present(context, connectionsById, connectionId);
  }

  @FieldResolver(() => Delivery)
  delivery(@Ctx() context: Context, @Root() { deliveryId }: FieldDisclosure): Promise<Delivery> {
    return present(context, deliveriesById, deliveryId);
  }
}
