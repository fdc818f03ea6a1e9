import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findById } from '../../../platform/service/find-by-id.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Identity } from '../entities/identity.js';
import { Role } from '../entities/role.js';
import { User } from '../entities/user.js';
import { deactivateUser } from '../operations/deactivate-user.js';
import { findUsers } from '../operations/find-users.js';
import { inviteUser } from '../operations/invite-user.js';
import { mailLink } from '../operations/mail-link.js';
import { reactivateUser } from '../operations/reactivate-user.js';
import { resetUserPassword } from '../operations/reset-user-password.js';
import { setUserRoles } from '../operations/set-user-roles.js';
import type { AccessServices } from '../services.js';
import { identitiesOfUser, userById } from './loaders.js';
import { InviteUserInput, IssuedInvitation, UserConnection, UserFilter } from './user-types.js';

@Resolver(() => User)
export class UserResolver {
  @RequiresScopes('users:admin')
  @Query(() => User, { nullable: true })
  user(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<User | null> {
    return findById(context, userById, id);
  }

  @RequiresScopes('users:admin')
  @Query(() => UserConnection)
  users(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => UserFilter, { nullable: true }) filter: UserFilter | null,
  ): Promise<UserConnection> {
    return findUsers(context.em, filter ?? {}, { first, after });
  }

  @FieldResolver(() => [Identity], { description: 'Who they are at identity providers.' })
  async identities(@Ctx() context: RequestContext, @Root() user: User): Promise<Identity[]> {
    return (await context.load(identitiesOfUser, user.id)) ?? [];
  }

  @RequiresScopes('users:admin')
  @Mutation(() => IssuedInvitation, { description: 'Makes a user, who sets a password by the link that comes back.' })
  inviteUser(
    @Ctx() { write, services }: RequestContext<AccessServices>,
    @Arg('input', () => InviteUserInput) input: InviteUserInput,
  ): Promise<IssuedInvitation> {
    return write(async (unit) => mailLink(unit, services, await inviteUser(unit, input), true));
  }

  @RequiresScopes('users:admin')
  @Mutation(() => IssuedInvitation, { description: 'A link with which the user sets a new password.' })
  resetUserPassword(
    @Ctx() { write, services }: RequestContext<AccessServices>,
    @Arg('id', () => ID) id: string,
  ): Promise<IssuedInvitation> {
    return write(async (unit) => mailLink(unit, services, await resetUserPassword(unit, id), false));
  }

  @RequiresScopes('users:admin')
  @Mutation(() => User, { description: 'What they may do, from their next call on.' })
  setUserRoles(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('roles', () => [Role]) roles: Role[],
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<User> {
    return context.write((unit) => setUserRoles(unit, id, roles, expectedVersion));
  }

  @RequiresScopes('users:admin')
  @Mutation(() => User, { description: 'Shuts a user out: sessions and tokens end.' })
  deactivateUser(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<User> {
    return context.write((unit) => deactivateUser(unit, id));
  }

  @RequiresScopes('users:admin')
  @Mutation(() => User, { description: 'Lets a user in again, who has to sign in anew.' })
  reactivateUser(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<User> {
    return context.write((unit) => reactivateUser(unit, id));
  }
}
