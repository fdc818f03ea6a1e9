import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { IdentityProvider } from '../entities/identity-provider.js';
import { deleteIdentityProvider } from '../operations/delete-identity-provider.js';
import { saveIdentityProvider } from '../operations/save-identity-provider.js';
import type { AccessServices } from '../services.js';
import { SaveIdentityProviderInput } from './identity-provider-types.js';

@Resolver(() => IdentityProvider)
export class IdentityProviderResolver {
  @RequiresScopes('users:admin')
  @Query(() => [IdentityProvider], { description: 'Where people of the organization sign in elsewhere, by name.' })
  identityProviders(@Ctx() { em }: RequestContext): Promise<IdentityProvider[]> {
    return em.find(IdentityProvider, {}, { orderBy: { name: 'asc' } });
  }

  @RequiresScopes('users:admin')
  @Mutation(() => IdentityProvider, {
    description: 'Makes or changes where people sign in; only for those who may do everything.',
  })
  saveIdentityProvider(
    @Ctx() context: RequestContext<AccessServices>,
    @Arg('input', () => SaveIdentityProviderInput) input: SaveIdentityProviderInput,
  ): Promise<IdentityProvider> {
    return saveIdentityProvider(context, input);
  }

  @RequiresScopes('users:admin')
  @Mutation(() => ID, { description: 'Deletes a provider and signs out who came from there. The users stay.' })
  deleteIdentityProvider(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<string> {
    return context.write((unit) => deleteIdentityProvider(unit, id));
  }
}
