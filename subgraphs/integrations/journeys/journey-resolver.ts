import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Delivery } from '../entities/delivery.js';
import { deliveriesById } from '../resolvers/loaders.js';
import type { IntegrationsServices } from '../services.js';
import { findSteps } from './find-steps.js';
import { readJourney } from './read-journey.js';
import { replayJourney } from './replay-journey.js';
import { Journey, JourneyStep, JourneyStepConnection } from './types.js';

type Context = RequestContext<IntegrationsServices>;

const typeDescription = 'intervention, quote, invoice, payment, customer, contact, lead or terms-acceptance';

@Resolver(() => Journey)
export class JourneyResolver {
  @RequiresScopes('integrations:read')
  @Query(() => Journey, {
    nullable: true,
    description:
      'Everything that belongs together with something, and how far it has come in every system. syncEvents(subjectId:) of each of its subjects tells what happens next.',
  })
  journey(
    @Ctx() context: Context,
    @Arg('subjectType', () => String, { description: typeDescription }) type: string,
    @Arg('subjectId', () => ID) id: string,
  ): Promise<Journey | null> {
    return readJourney(context, { type, id });
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Journey, {
    description:
      'Goes on from a step: what failed, is blocked or was cancelled at or after it is taken up again, and what was never asked for is asked for. Nothing that has succeeded is done twice.',
  })
  replayJourney(
    @Ctx() context: Context,
    @Arg('subjectType', () => String, { description: typeDescription }) type: string,
    @Arg('subjectId', () => ID) id: string,
    @Arg('fromStepId', () => ID) fromStepId: string,
  ): Promise<Journey> {
    return replayJourney(context, { type, id, fromStepId });
  }

  @FieldResolver(() => JourneyStepConnection, { description: 'Oldest first.' })
  steps(
    @Ctx() { em }: Context,
    @Root() { subjects }: Journey,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<JourneyStepConnection> {
    const ids = subjects.map(({ id }) => id);
    return findSteps(em, ids, { first, after });
  }
}

@Resolver(() => JourneyStep)
export class JourneyStepResolver {
  @FieldResolver(() => Delivery, { nullable: true, description: 'Of a signature: the one that asked for it.' })
  async delivery(@Ctx() context: Context, @Root() { deliveryId }: JourneyStep): Promise<Delivery | null> {
    return deliveryId === null ? null : ((await context.load(deliveriesById, deliveryId)) ?? null);
  }
}
