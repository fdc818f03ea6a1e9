import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Loader, RequestContext } from '../../../platform/service/request-context.js';
import { Intervention } from '../resolvers/types.js';
import { Quote, TermsAcceptance } from '../subjects/types.js';
import { Signature } from './signature.js';

/** Of one subject there are a few, one after the other. */
const bySubject: Loader<string, Signature[]> = async (em, subjectIds) => {
  const found = await em.find(
    Signature,
    { subjectId: { $in: [...subjectIds] } },
    { orderBy: { createdAt: 'desc', id: 'desc' } },
  );
  return Map.groupBy(found, ({ subjectId }) => subjectId);
};

const byIntervention: Loader<string, Signature[]> = async (em, interventionIds) => {
  const found = await em.find(
    Signature,
    { interventionId: { $in: [...interventionIds] } },
    { orderBy: { createdAt: 'desc', id: 'desc' } },
  );
  return Map.groupBy(found, ({ interventionId }) => interventionId ?? '');
};

@Resolver(() => Quote)
export class QuoteSignatureResolver {
  @FieldResolver(() => Signature, { nullable: true, description: 'The newest; null when none was asked for.' })
  async signature(@Ctx() context: RequestContext, @Root() { id }: Quote): Promise<Signature | null> {
    return (await context.load(bySubject, id))?.[0] ?? null;
  }

  @FieldResolver(() => [Signature], { description: 'Newest first.' })
  async signatures(@Ctx() context: RequestContext, @Root() { id }: Quote): Promise<Signature[]> {
    return (await context.load(bySubject, id)) ?? [];
  }
}

@Resolver(() => TermsAcceptance)
export class TermsSignatureResolver {
  @FieldResolver(() => Signature, { nullable: true, description: 'The newest; null when none was asked for.' })
  async signature(@Ctx() context: RequestContext, @Root() { id }: TermsAcceptance): Promise<Signature | null> {
    return (await context.load(bySubject, id))?.[0] ?? null;
  }
}

@Resolver(() => Intervention)
export class InterventionSignatureResolver {
  @FieldResolver(() => [Signature], { description: 'Of its contract and of its quotes, newest first.' })
  async signatures(@Ctx() context: RequestContext, @Root() { id }: Intervention): Promise<Signature[]> {
    return (await context.load(byIntervention, id)) ?? [];
  }
}
