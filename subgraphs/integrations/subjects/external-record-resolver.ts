import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { present } from '../../../platform/service/find-by-id.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Connection } from '../entities/connection.js';
import { ExternalRecord } from '../entities/external-record.js';
import { connectionsById } from '../resolvers/loaders.js';

@Resolver(() => ExternalRecord)
export class ExternalRecordResolver {
  @FieldResolver(() => String, { description: 'The vendor.' })
  async connector(@Ctx() context: RequestContext, @Root() { connectionId }: ExternalRecord): Promise<string> {
    return (await present(context, connectionsById, connectionId)).connector;
  }

  @FieldResolver(() => Connection, { description: 'The account there.' })
  connection(@Ctx() context: RequestContext, @Root() { connectionId }: ExternalRecord): Promise<Connection> {
    return present(context, connectionsById, connectionId);
  }
}
