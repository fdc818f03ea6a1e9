import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Connection } from '../entities/connection.js';
import { connectionsById } from '../resolvers/loaders.js';
import type { IntegrationsServices } from '../services.js';
import { cancelSync } from './cancel-sync.js';
import { startSync } from './start-sync.js';
import { SyncLog, SyncType } from './sync-log.js';

type Context = RequestContext<IntegrationsServices>;

@Resolver(() => SyncLog)
export class SyncLogResolver {
  @RequiresScopes('integrations:read')
  @Query(() => SyncLog, { nullable: true })
  async syncLog(@Ctx() { em }: Context, @Arg('id', () => ID) id: string): Promise<SyncLog | null> {
    return isUuid(id) ? em.findOne(SyncLog, { id }) : null;
  }

  @FieldResolver(() => Connection, { nullable: true })
  connection(@Ctx() context: Context, @Root() { connectionId }: SyncLog): Promise<Connection | undefined> {
    return context.load(connectionsById, connectionId);
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => SyncLog, {
    description: 'Starts a run; CONFLICT while another one of the connection is under way, or it is paused.',
  })
  syncConnection(
    @Ctx() { write, services }: Context,
    @Arg('id', () => ID) id: string,
    @Arg('type', () => SyncType, { defaultValue: SyncType.INCREMENTAL }) type: SyncType,
  ): Promise<SyncLog> {
    return write((unit) => startSync(unit, services.connectors, { connectionId: id, type }));
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => SyncLog, { description: 'Stops a run; what it has asked for already goes its way.' })
  cancelSync(@Ctx() { write }: Context, @Arg('syncLogId', () => ID) syncLogId: string): Promise<SyncLog> {
    return write((unit) => cancelSync(unit, syncLogId));
  }
}
