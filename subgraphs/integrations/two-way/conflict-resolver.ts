import type { FilterQuery } from '@mikro-orm/core';
import { GraphQLJSON } from 'graphql-scalars';
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findPage } from '../../../platform/service/find-page.js';
import { knownId } from '../../../platform/service/known-id.js';
import { connectionOf } from '../../../platform/service/pagination.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Connection } from '../entities/connection.js';
import { connectionsById } from '../resolvers/loaders.js';
import { Conflict, ConflictStatus } from './conflict.js';
import { resolveConflict } from './resolve-conflict.js';

const Take = { OURS: 'OURS', THEIRS: 'THEIRS' } as const;
type Take = (typeof Take)[keyof typeof Take];
registerEnumType(Take, { name: 'ConflictSide' });

const conflicts = connectionOf(Conflict);

@ObjectType()
class ConflictEdge extends conflicts.Edge {}

@ObjectType()
class ConflictConnection extends conflicts.connection(ConflictEdge) {}

@InputType({ description: 'All conditions together.' })
class ConflictFilter {
  @Field(() => ConflictStatus, { nullable: true })
  status?: ConflictStatus | null;

  @Field(() => String, { nullable: true })
  connector?: string | null;

  @Field(() => String, { nullable: true })
  recordType?: string | null;

  @Field(() => ID, { nullable: true })
  subjectId?: string | null;
}

@Resolver(() => Conflict)
export class ConflictResolver {
  @RequiresScopes('integrations:read')
  @Query(() => ConflictConnection, { description: 'What both sides changed and no rule settles, newest first.' })
  conflicts(
    @Ctx() { em }: RequestContext,
    @Arg('filter', () => ConflictFilter, { nullable: true }) filter: ConflictFilter | null,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<ConflictConnection> {
    const { status, connector, recordType, subjectId } = filter ?? {};
    const conditions = [
      ...(status ? [{ status }] : []),
      ...(connector ? [{ connector }] : []),
      ...(recordType ? [{ recordType }] : []),
      ...(subjectId ? [{ subjectId: knownId(subjectId) }] : []),
    ] as FilterQuery<Conflict>[];
    return findPage(em, Conflict, conditions, { first, after });
  }

  @FieldResolver(() => Connection, { nullable: true })
  connection(@Ctx() context: RequestContext, @Root() { connectionId }: Conflict): Promise<Connection | undefined> {
    return context.load(connectionsById, connectionId);
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Conflict, {
    description: 'Settles a clash: that side’s value goes to the other. A value of one’s own goes to both.',
  })
  resolveConflict(
    @Ctx() { write }: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('take', () => Take) take: Take,
    @Arg('value', () => GraphQLJSON, { nullable: true }) value: unknown,
  ): Promise<Conflict> {
    return write((unit) => resolveConflict(unit, id, { take, value }));
  }
}
