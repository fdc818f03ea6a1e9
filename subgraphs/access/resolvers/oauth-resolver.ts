import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findById } from '../../../platform/service/find-by-id.js';
import { findPage } from '../../../platform/service/find-page.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { OAuthClient } from '../entities/oauth-client.js';
import { createOAuthClient } from '../operations/create-oauth-client.js';
import { deleteOAuthClient } from '../operations/delete-oauth-client.js';
import { rotateOAuthClientSecret } from '../operations/rotate-oauth-client-secret.js';
import { oauthClientById } from './loaders.js';
import { CreateOAuthClientInput, IssuedOAuthClient, OAuthClientConnection } from './oauth-types.js';

@Resolver(() => OAuthClient)
export class OAuthClientResolver {
  @RequiresScopes('oauth:admin')
  @Query(() => OAuthClient, { nullable: true })
  oauthClient(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<OAuthClient | null> {
    return findById(context, oauthClientById, id);
  }

  @RequiresScopes('oauth:admin')
  @Query(() => OAuthClientConnection)
  oauthClients(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<OAuthClientConnection> {
    return findPage(context.em, OAuthClient, [], { first, after });
  }

  @RequiresScopes('oauth:admin')
  @Mutation(() => IssuedOAuthClient, { description: 'Makes a client and tells its secret, this once.' })
  createOAuthClient(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateOAuthClientInput) input: CreateOAuthClientInput,
  ): Promise<IssuedOAuthClient> {
    return context.write((unit) => createOAuthClient(unit, input));
  }

  @RequiresScopes('oauth:admin')
  @Mutation(() => IssuedOAuthClient, {
    description: 'Gives a client a new secret, told this once. The old one stays good for a while.',
  })
  rotateOAuthClientSecret(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('previousValidUntil', () => Date, {
      nullable: true,
      description: 'Until when the old secret is good: 30 days from now at most; in 24 hours when left out.',
    })
    previousValidUntil: Date | null,
  ): Promise<IssuedOAuthClient> {
    return context.write((unit) => rotateOAuthClientSecret(unit, id, previousValidUntil));
  }

  @RequiresScopes('oauth:admin')
  @Mutation(() => ID, { description: 'Deletes a client; its tokens open nothing any more.' })
  deleteOAuthClient(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<string> {
    return context.write((unit) => deleteOAuthClient(unit, id));
  }
}
