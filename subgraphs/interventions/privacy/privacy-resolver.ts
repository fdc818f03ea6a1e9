import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, Directive, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findById } from '../../../platform/service/find-by-id.js';
import { findPage } from '../../../platform/service/find-page.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { erasePerson } from './erase-person.js';
import { Erasure } from './erasure.js';
import { exportDocument, personExport } from './export-person.js';
import { findPerson } from './find-person.js';
import { Hold } from './hold.js';
import { holdPerson, releaseHold } from './hold-person.js';
import { erasureById } from './loaders.js';
import { ErasureConnection, HoldConnection, PersonExport, SubgraphErasure } from './types.js';

type Context = RequestContext<SubgraphServices>;

/** How every field here names a person. */
const byEmail = { nullable: true, description: 'Of the person, instead of an intervention.' };

@Resolver(() => PersonExport)
export class PersonExportResolver {
  @RequiresScopes('privacy:admin')
  @Mutation(() => PersonExport, {
    description: 'Everything the hub holds on the beneficiary of an intervention, or on who has an e-mail address.',
  })
  exportBeneficiary(
    @Ctx() context: Context,
    @Arg('interventionId', () => ID, { nullable: true }) interventionId: string | null,
    @Arg('email', () => String, byEmail) email: string | null,
  ): Promise<PersonExport> {
    return context.write(async ({ em }) => personExport(await findPerson(em, { interventionId, email })));
  }

  @Directive('@requires(fields: "billing marketing integrations")')
  @FieldResolver(() => GraphQLJSON, {
    nullable: true,
    description: 'All of it in one document; null, with an error, when a part cannot be had.',
  })
  document(@Ctx() { em, services }: Context, @Root() parts: PersonExport): Promise<object> {
    return exportDocument(em, parts, services);
  }
}

@Resolver(() => Erasure)
export class ErasureResolver {
  @RequiresScopes('privacy:admin')
  @Mutation(() => Erasure, {
    description: 'Takes the data of a beneficiary out of the hub. What it cannot take back, and keeps, it says.',
  })
  eraseBeneficiary(
    @Ctx() context: Context,
    @Arg('interventionId', () => ID, { nullable: true }) interventionId: string | null,
    @Arg('email', () => String, byEmail) email: string | null,
  ): Promise<Erasure> {
    return context.write((unit) => erasePerson(unit, { interventionId, email }));
  }

  @RequiresScopes('privacy:admin')
  @Query(() => Erasure, { nullable: true })
  erasure(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<Erasure | null> {
    return findById(context, erasureById, id);
  }

  @RequiresScopes('privacy:admin')
  @Query(() => ErasureConnection)
  erasures(
    @Ctx() { em }: Context,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<ErasureConnection> {
    return findPage(em, Erasure, [], { first, after });
  }

  @FieldResolver(() => [SubgraphErasure], { description: 'What each subgraph did, in the order they were done.' })
  parts(@Root() { parts }: Erasure): SubgraphErasure[] {
    return parts.map(({ doneAt, kept, recipients, ...part }) => ({
      ...part,
      doneAt: new Date(doneAt),
      kept: kept.map((one) => ({ ...one, until: one.until === null ? null : new Date(one.until) })),
      recipients: recipients.map(({ lastSentAt, ...one }) => ({
        ...one,
        lastSentAt: lastSentAt === null ? null : new Date(lastSentAt),
      })),
    }));
  }
}

@Resolver(() => Hold)
export class HoldResolver {
  @RequiresScopes('privacy:admin')
  @Query(() => HoldConnection)
  holds(
    @Ctx() { em }: Context,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<HoldConnection> {
    return findPage(em, Hold, [], { first, after });
  }

  @RequiresScopes('privacy:admin')
  @Mutation(() => Hold, { description: 'Keeps a person’s data from being erased.' })
  holdPerson(
    @Ctx() context: Context,
    @Arg('reason', () => String) reason: string,
    @Arg('interventionId', () => ID, { nullable: true }) interventionId: string | null,
    @Arg('email', () => String, byEmail) email: string | null,
    @Arg('until', () => Date, { nullable: true, description: 'When it ends by itself.' }) until: Date | null,
  ): Promise<Hold> {
    return context.write((unit) => holdPerson(unit, { interventionId, email, reason, until }));
  }

  @RequiresScopes('privacy:admin')
  @Mutation(() => Hold)
  releaseHold(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<Hold> {
    return context.write((unit) => releaseHold(unit, id));
  }
}
