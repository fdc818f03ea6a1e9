import { Arg, type ClassType, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { nestedPages } from '../../../platform/service/nested-pages.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Delivery } from '../entities/delivery.js';
import { ExternalRecord } from '../entities/external-record.js';
import { DeliveryConnection } from '../resolvers/types.js';
import { recordsBySubject } from './records-by-subject.js';
import { subjects } from './types.js';

const deliveriesOf = nestedPages(Delivery, 'subjectId');

/** What went to vendors about a subject, and what it is called there. */
function subjectResolver(Subject: ClassType<{ id: string }>): ClassType {
  @Resolver(() => Subject)
  class SubjectResolver {
    @FieldResolver(() => DeliveryConnection, { description: 'What went to vendors about it, newest first.' })
    deliveries(
      @Ctx() context: RequestContext,
      @Root() { id }: { id: string },
      @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
      @Arg('after', () => String, { nullable: true }) after: string | null,
    ): Promise<DeliveryConnection> {
      return deliveriesOf(context, id, { first, after });
    }

    @FieldResolver(() => [ExternalRecord], { description: 'What it is called at vendors, oldest first.' })
    async externalRecords(@Ctx() context: RequestContext, @Root() { id }: { id: string }): Promise<ExternalRecord[]> {
      return (await context.load(recordsBySubject, id)) ?? [];
    }
  }
  return SubjectResolver;
}

export const subjectResolvers: readonly ClassType[] = subjects.map(subjectResolver);
