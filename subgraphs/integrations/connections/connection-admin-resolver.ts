import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Connection } from '../entities/connection.js';
import { ConnectionInput } from '../resolvers/types.js';
import type { IntegrationsServices } from '../services.js';
import { deleteConnection } from './delete-connection.js';
import { requireCompany } from './require-company.js';
import { createConnection } from './save-connection.js';
import { subscribeConnection } from './subscribe-connection.js';
import { testConnection, testNewConnection } from './test-connection.js';
import { ConnectionTest, UpdateConnectionInput } from './types.js';
import { updateConnection } from './update-connection.js';

type Context = RequestContext<IntegrationsServices>;

@Resolver(() => Connection)
export class ConnectionAdminResolver {
  @RequiresScopes('integrations:read')
  @Query(() => Connection, { nullable: true })
  async connection(@Ctx() { em }: Context, @Arg('id', () => ID) id: string): Promise<Connection | null> {
    return isUuid(id) ? em.findOne(Connection, { id, deletedAt: null }) : null;
  }

  @RequiresScopes('connections:admin')
  @Mutation(() => Connection, { description: 'Refused with CONFLICT where the connector has one of that name.' })
  async createConnection(
    @Ctx() context: Context,
    @Arg('input', () => ConnectionInput) input: ConnectionInput,
  ): Promise<Connection> {
    await requireCompany(context, input.companyId);
    return createConnection(context, input);
  }

  @RequiresScopes('connections:admin')
  @Mutation(() => Connection)
  async updateConnection(
    @Ctx() context: Context,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateConnectionInput) input: UpdateConnectionInput,
  ): Promise<Connection> {
    const { name, baseUrl, credentials, settings, companyId, limits, active } = input;
    await requireCompany(context, companyId);
    return updateConnection(context, id, {
      name: name ?? undefined,
      baseUrl: baseUrl ?? undefined,
      credentials: credentials ?? undefined,
      settings: settings ?? undefined,
      companyId,
      limits,
      active: active ?? undefined,
    });
  }

  @RequiresScopes('connections:admin')
  @Mutation(() => Boolean, {
    description:
      'Its history stays. While deliveries wait for it, refused with DELIVERIES_WAITING; `force` cancels them instead.',
  })
  deleteConnection(
    @Ctx() { write, services }: Context,
    @Arg('id', () => ID) id: string,
    @Arg('force', () => Boolean, { defaultValue: false }) force: boolean,
  ): Promise<boolean> {
    return write((unit) => deleteConnection(unit, services, id, force));
  }

  @RequiresScopes('connections:admin')
  @Mutation(() => ConnectionTest, { description: 'Asks the vendor for something harmless, paused or not.' })
  testConnection(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<ConnectionTest> {
    return testConnection(context, id);
  }

  @RequiresScopes('connections:admin')
  @Mutation(() => ConnectionTest, { description: 'The same with settings that are not saved.' })
  async testNewConnection(
    @Ctx() context: Context,
    @Arg('input', () => ConnectionInput) input: ConnectionInput,
  ): Promise<ConnectionTest> {
    await requireCompany(context, input.companyId);
    return testNewConnection(context, input);
  }

  @RequiresScopes('connections:admin')
  @Mutation(() => [String], {
    description:
      'Has the vendor send its webhooks to the hub: the topics that were not there. Done again, it renews their secrets.',
  })
  async subscribeConnection(
    @Ctx() { services, caller, requestId }: Context,
    @Arg('id', () => ID) connectionId: string,
  ): Promise<string[]> {
    return [...(await subscribeConnection(services, { caller, requestId }, { connectionId }))];
  }
}
