import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { present } from '../../../platform/service/find-by-id.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Session } from '../entities/session.js';
import { User } from '../entities/user.js';
import { endSession } from '../operations/end-session.js';
import { findSessions } from '../operations/find-sessions.js';
import { userById } from './loaders.js';
import { SessionConnection, SessionFilter } from './user-types.js';

@Resolver(() => Session)
export class SessionResolver {
  @RequiresScopes('users:admin')
  @Query(() => SessionConnection, { description: 'Where people are signed in, the newest first.' })
  sessions(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => SessionFilter, { nullable: true }) filter: SessionFilter | null,
  ): Promise<SessionConnection> {
    return findSessions(context.em, filter ?? {}, { first, after });
  }

  @FieldResolver(() => User)
  user(@Ctx() context: RequestContext, @Root() session: Session): Promise<User> {
    return present(context, userById, session.userId);
  }

  @RequiresScopes('users:admin')
  @Mutation(() => Session, { description: 'Signs a browser out, and with it what it let programs do.' })
  endSession(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Session> {
    return context.write((unit) => endSession(unit, id));
  }
}
