import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { findConnections } from '../connections/find-connections.js';
import { requireCompany } from '../connections/require-company.js';
import { saveConnection, setConnectionActive } from '../connections/save-connection.js';
import { ConnectionFilter } from '../connections/types.js';
import { Connection } from '../entities/connection.js';
import type { IntegrationsServices } from '../services.js';
import { resetCircuit } from '../traffic/reset-circuit.js';
import { ConnectionConnection, ConnectionInput } from './types.js';

type Context = RequestContext<IntegrationsServices>;

@Resolver(() => Connection)
export class ConnectionResolver {
  @RequiresScopes('integrations:read')
  @Query(() => ConnectionConnection)
  async connections(
    @Ctx() context: Context,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => ConnectionFilter, { nullable: true }) filter: ConnectionFilter | null,
  ): Promise<ConnectionConnection> {
    return findConnections(context.em, { filter, first, after });
  }

  @RequiresScopes('connections:admin')
  @Mutation(() => Connection, { description: 'Makes a connection, or gives the one of that name new credentials.' })
  async saveConnection(
    @Ctx() context: Context,
    @Arg('input', () => ConnectionInput) input: ConnectionInput,
  ): Promise<Connection> {
    await requireCompany(context, input.companyId);
    return saveConnection(context, input);
  }

  @RequiresScopes('connections:admin')
  @Mutation(() => Connection, { description: 'Deliveries of a paused connection wait.' })
  pauseConnection(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<Connection> {
    return context.write((unit) => setConnectionActive(unit, id, false));
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Connection, { description: 'Closes an open circuit at once: its deliveries go on.' })
  resetCircuit(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<Connection> {
    return context.write((unit) => resetCircuit(unit, id));
  }

  @RequiresScopes('connections:admin')
  @Mutation(() => Connection)
  resumeConnection(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<Connection> {
    return context.write((unit) => setConnectionActive(unit, id, true));
  }
}
