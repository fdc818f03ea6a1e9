import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Intervention } from '../entities/intervention.js';
import { Quote } from '../entities/quote.js';
import { quotesOfIntervention } from './loaders.js';

/** What billing adds to an intervention. */
@Resolver(() => Intervention)
export class InterventionResolver {
  @FieldResolver(() => [Quote], {
    nullable: true,
    description: 'The quotes that offer it, oldest first. Null when they cannot be had: the intervention stays.',
  })
  async quotes(@Ctx() context: RequestContext, @Root() { id }: Intervention): Promise<Quote[]> {
    return (await context.load(quotesOfIntervention, id)) ?? [];
  }
}
