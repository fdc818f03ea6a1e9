import type { FilterQuery } from '@mikro-orm/core';
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { z } from 'zod';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findPage } from '../../../platform/service/find-page.js';
import { knownId } from '../../../platform/service/known-id.js';
import { connectionOf } from '../../../platform/service/pagination.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Expectation } from './expectation.js';
import { invariantNamed, invariants } from './invariants.js';

@ObjectType({ description: 'What has to be so within some time after something has happened.' })
class Invariant {
  @Field(() => String)
  name!: string;

  @Field(() => String, { description: 'In a sentence.' })
  title!: string;

  @Field(() => String, { description: 'The event after which it has to be so.' })
  on!: string;

  @Field(() => String, { description: 'Nothing is expected where the organization has no active connection to it.' })
  connector!: string;

  @Field(() => Int)
  withinSeconds!: number;

  @Field(() => Int, { description: 'What is to be looked at when its time has come.' })
  expected!: number;

  @Field(() => Int, { description: 'What is not so, and late.' })
  open!: number;
}

const breaches = connectionOf(Expectation);

@ObjectType()
class InvariantBreachEdge extends breaches.Edge {}

@ObjectType()
class InvariantBreachConnection extends breaches.connection(InvariantBreachEdge) {}

@InputType({ description: 'All conditions together.' })
class InvariantBreachFilter {
  @Field(() => String, { nullable: true, description: 'Its name.' })
  invariant?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: those that are so still; false: those that are resolved.',
  })
  open?: boolean | null;

  @Field(() => ID, { nullable: true })
  subjectId?: string | null;
}

const counts = z.array(z.object({ invariant: z.string(), expected: z.int(), open: z.int() }));

@Resolver(() => Expectation)
export class InvariantResolver {
  @RequiresScopes('integrations:read')
  @Query(() => [Invariant], { description: 'What is checked to be so, and how many times it is not.' })
  async invariants(@Ctx() { em }: RequestContext): Promise<Invariant[]> {
    const rows = counts.parse(
      await em.execute(
        `select e.invariant, (count(*) filter (where e.breached_at is null))::int as expected,
           count(e.breached_at)::int as open
         from integrations.expectations e where e.resolved_at is null group by 1`,
      ),
    );
    const counted = new Map(rows.map((row) => [row.invariant, row]));
    return invariants.map(({ name, title, on, connector, withinMs }) => {
      const { expected, open } = counted.get(name) ?? { expected: 0, open: 0 };
      return { name, title, on, connector, withinSeconds: withinMs / 1_000, expected, open };
    });
  }

  @RequiresScopes('integrations:read')
  @Query(() => InvariantBreachConnection, {
    description:
      'What was not as it has to be, newest first. Told by syncEvents too: invariant.breached, invariant.resolved.',
  })
  invariantBreaches(
    @Ctx() { em }: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => InvariantBreachFilter, { nullable: true }) filter: InvariantBreachFilter | null,
  ): Promise<InvariantBreachConnection> {
    const { invariant, open, subjectId } = filter ?? {};
    const conditions: FilterQuery<Expectation>[] = [
      { breachedAt: { $ne: null } },
      ...(invariant ? [{ invariant }] : []),
      ...(open === null || open === undefined ? [] : [{ resolvedAt: open ? null : { $ne: null } }]),
      ...(subjectId ? [{ subjectId: knownId(subjectId) }] : []),
    ];
    return findPage(em, Expectation, conditions, { first, after });
  }

  @FieldResolver(() => String, { description: 'What had to be so, in a sentence.' })
  title(@Root() { invariant }: Expectation): string {
    return invariantNamed(invariant)?.title ?? invariant;
  }
}
