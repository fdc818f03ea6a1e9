import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import type { ReferenceResolver } from '../../../platform/service/subgraph-definition.js';
import { Intervention } from '../entities/intervention.js';
import { Quote } from '../entities/quote.js';
import { mayRead } from '../policies/access.js';
import { quotesOfIntervention } from './loaders.js';

/** What billing adds to an intervention. */
@Resolver(() => Intervention)
export class InterventionResolver {
  @FieldResolver(() => [Quote], {
    nullable: true,
    description: 'The quotes that offer it, oldest first. Null when they cannot be had: the intervention stays.',
  })
  async quotes(@Ctx() context: RequestContext, @Root() { id }: Intervention): Promise<Quote[]> {
    mayRead(context.caller);
    return (await context.load(quotesOfIntervention, id)) ?? [];
  }
}

/** `_entities` for Intervention: whether there is one, its own subgraph knows. */
export const resolveInterventionReference: ReferenceResolver = ({ id }) =>
  typeof id === 'string' && isUuid(id) ? { id } : null;
