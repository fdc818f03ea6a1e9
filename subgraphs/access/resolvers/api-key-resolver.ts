import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findById } from '../../../platform/service/find-by-id.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { ApiKey } from '../entities/api-key.js';
import { createApiKey } from '../operations/create-api-key.js';
import { findApiKeys } from '../operations/find-api-keys.js';
import { regenerateApiKey } from '../operations/regenerate-api-key.js';
import { revokeApiKey } from '../operations/revoke-api-key.js';
import { ApiKeyConnection, ApiKeyFilter, CreateApiKeyInput, IssuedApiKey } from './key-types.js';
import { apiKeyById } from './loaders.js';

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  @RequiresScopes('keys:admin')
  @Query(() => ApiKey, { nullable: true })
  apiKey(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<ApiKey | null> {
    return findById(context, apiKeyById, id);
  }

  @RequiresScopes('keys:admin')
  @Query(() => ApiKeyConnection, { description: 'The organization’s keys, newest first.' })
  apiKeys(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => ApiKeyFilter, { nullable: true }) filter: ApiKeyFilter | null,
  ): Promise<ApiKeyConnection> {
    return findApiKeys(context.em, filter ?? {}, { first, after });
  }

  @RequiresScopes('keys:admin')
  @Mutation(() => IssuedApiKey, { description: 'Makes a key and tells its secret, this once.' })
  createApiKey(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateApiKeyInput) input: CreateApiKeyInput,
  ): Promise<IssuedApiKey> {
    return context.write((unit) => createApiKey(unit, input));
  }

  @RequiresScopes('keys:admin')
  @Mutation(() => ApiKey, { description: 'Ends a key for good, and within seconds every stream it opened.' })
  revokeApiKey(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<ApiKey> {
    return context.write((unit) => revokeApiKey(unit, id));
  }

  @RequiresScopes('keys:admin')
  @Mutation(() => IssuedApiKey, {
    description: 'Gives a key a new secret, told this once. The old one stays good for a while, so that nothing stops.',
  })
  regenerateApiKey(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('previousValidUntil', () => Date, {
      nullable: true,
      description: 'Until when the old secret is good: 30 days from now at most; in 24 hours when left out.',
    })
    previousValidUntil: Date | null,
  ): Promise<IssuedApiKey> {
    return context.write((unit) => regenerateApiKey(unit, id, previousValidUntil));
  }
}
