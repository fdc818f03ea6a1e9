import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findPage } from '../../../platform/service/find-page.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Delivery } from '../entities/delivery.js';
import { deliveriesById } from '../resolvers/loaders.js';
import type { IntegrationsServices } from '../services.js';
import { readSubject } from '../subjects/read-subject.js';
import { cancelSignature, remindSignature } from './follow-up-signature.js';
import { maskEmail } from './mask-email.js';
import { readEmbedUrl } from './read-embed-url.js';
import { requestSignature } from './request-signature.js';
import { Signature, type SignatureKind } from './signature.js';
import { kindOf } from './signature-kinds.js';
import { SignatureConnection, SignatureFilter, SignatureRequestInput, Signer, signatureConditions } from './types.js';

type Context = RequestContext<IntegrationsServices>;

@Resolver(() => Signature)
export class SignatureResolver {
  @RequiresScopes('integrations:read')
  @Query(() => Signature, { nullable: true })
  async signature(@Ctx() { em }: Context, @Arg('id', () => ID) id: string): Promise<Signature | null> {
    return isUuid(id) ? em.findOne(Signature, { id }) : null;
  }

  @RequiresScopes('integrations:read')
  @Query(() => SignatureConnection, { description: 'Newest first.' })
  signatures(
    @Ctx() { em }: Context,
    @Arg('filter', () => SignatureFilter, { nullable: true }) filter: SignatureFilter | null,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<SignatureConnection> {
    return findPage(em, Signature, signatureConditions(filter), { first, after });
  }

  @FieldResolver(() => [Signer])
  signers(@Root() { signers }: Signature): Signer[] {
    return signers.map(({ email, signedAt, ...signer }) => ({
      ...signer,
      email: email && maskEmail(email),
      signedAt: signedAt === null ? null : new Date(signedAt),
    }));
  }

  @FieldResolver(() => Delivery, { nullable: true, description: 'The request at the vendor.' })
  async delivery(@Ctx() context: Context, @Root() { deliveryId }: Signature): Promise<Delivery | null> {
    return deliveryId === null ? null : ((await context.load(deliveriesById, deliveryId)) ?? null);
  }

  @RequiresScopes('integrations:write')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Where a signer signs, for a frame in a page of ours, asked of the vendor now. Null when nobody is to sign.',
  })
  embedUrl(
    @Ctx() { caller, requestId, services }: Context,
    @Root() signature: Signature,
    @Arg('email', () => String, { nullable: true, description: 'Whose; default: who is next.' }) email: string | null,
  ): Promise<string | null> {
    return readEmbedUrl(services, { caller, requestId }, signature, email);
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Signature, { description: 'Asks for a quote to be signed; while one is open, that one is answered.' })
  requestQuoteSignature(
    @Ctx() context: Context,
    @Arg('quoteId', () => ID) quoteId: string,
    @Arg('input', () => SignatureRequestInput, { nullable: true }) input: SignatureRequestInput | null,
  ): Promise<Signature> {
    return request(context, 'QUOTE', quoteId, input);
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Signature, { description: 'Asks for terms to be accepted; while one is open, that one is answered.' })
  requestTermsSignature(
    @Ctx() context: Context,
    @Arg('acceptanceId', () => ID) acceptanceId: string,
    @Arg('input', () => SignatureRequestInput, { nullable: true }) input: SignatureRequestInput | null,
  ): Promise<Signature> {
    return request(context, 'TERMS', acceptanceId, input);
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Signature, {
    description: 'Asks for the contract of an intervention to be signed; while one is open, that one is answered.',
  })
  requestContractSignature(
    @Ctx() context: Context,
    @Arg('interventionId', () => ID) interventionId: string,
    @Arg('input', () => SignatureRequestInput, { nullable: true }) input: SignatureRequestInput | null,
  ): Promise<Signature> {
    return request(context, 'CONTRACT', interventionId, input);
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Signature, { description: 'Takes a request back; CONFLICT when nobody may sign it any more.' })
  cancelSignature(@Ctx() { write, services }: Context, @Arg('id', () => ID) id: string): Promise<Signature> {
    return write((unit) => cancelSignature(unit, services.connectors, id));
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Signature, {
    description: 'Reminds who is to sign; three times at most, those by schedule included.',
  })
  remindSignature(
    @Ctx() { write, services }: Context,
    @Arg('id', () => ID) id: string,
    @Arg('email', () => String, { nullable: true, description: 'Whom; default: who is next.' }) email: string | null,
  ): Promise<Signature> {
    return write((unit) => remindSignature(unit, services.connectors, { id, email, byHand: true }));
  }
}

async function request(
  context: Context,
  kind: SignatureKind,
  subjectId: string,
  input: SignatureRequestInput | null,
): Promise<Signature> {
  const facts = await readSubject(context, kindOf(kind).subjectType, subjectId);
  const { connectors } = context.services;
  return context.write((unit) => requestSignature(unit, connectors, { kind, subjectId, facts }, input ?? {}));
}
