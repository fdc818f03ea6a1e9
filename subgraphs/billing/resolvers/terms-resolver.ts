import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findById, present } from '../../../platform/service/find-by-id.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Company } from '../entities/company.js';
import { Customer } from '../entities/customer.js';
import { TermsAcceptance } from '../entities/terms-acceptance.js';
import { acceptTerms } from '../operations/accept-terms.js';
import { createTermsAcceptance } from '../operations/create-terms-acceptance.js';
import { declineTerms } from '../operations/decline-terms.js';
import { findTermsAcceptances } from '../operations/find-terms-acceptances.js';
import { TermsAcceptanceConnection } from './connections.js';
import { companyById, customerById, termsAcceptanceById } from './loaders.js';
import { CreateTermsAcceptanceInput, TermsAcceptanceFilter } from './terms-inputs.js';

@Resolver(() => TermsAcceptance)
export class TermsResolver {
  @RequiresScopes('billing:read')
  @Query(() => TermsAcceptance, { nullable: true })
  termsAcceptance(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<TermsAcceptance | null> {
    return findById(context, termsAcceptanceById, id);
  }

  @RequiresScopes('billing:read')
  @Query(() => TermsAcceptanceConnection)
  async termsAcceptances(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => TermsAcceptanceFilter, { nullable: true }) filter: TermsAcceptanceFilter | null,
  ): Promise<TermsAcceptanceConnection> {
    return findTermsAcceptances(context.em, filter ?? {}, { first, after });
  }

  @FieldResolver(() => Company)
  company(@Ctx() context: RequestContext, @Root() terms: TermsAcceptance): Promise<Company> {
    return present(context, companyById, terms.companyId);
  }

  @FieldResolver(() => Customer)
  customer(@Ctx() context: RequestContext, @Root() terms: TermsAcceptance): Promise<Customer> {
    return present(context, customerById, terms.customerId);
  }

  @RequiresScopes('billing:write')
  @Mutation(() => TermsAcceptance, { description: 'Puts a company’s general terms to a customer, to be accepted.' })
  createTermsAcceptance(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateTermsAcceptanceInput) input: CreateTermsAcceptanceInput,
  ): Promise<TermsAcceptance> {
    return context.write((unit) => createTermsAcceptance(unit, input));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => TermsAcceptance, { description: 'Notes that the customer accepted them; now, unless told when.' })
  acceptTerms(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('acceptedAt', () => Date, { nullable: true }) acceptedAt: Date | null,
    @Arg('acceptedBy', () => String, { nullable: true }) acceptedBy: string | null,
    @Arg('evidence', () => String, { nullable: true, description: 'What shows it.' }) evidence: string | null,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<TermsAcceptance> {
    return context.write((unit) => acceptTerms(unit, { id, acceptedAt, acceptedBy, evidence, expectedVersion }));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => TermsAcceptance, { description: 'Notes that the customer does not accept them.' })
  declineTerms(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { nullable: true }) reason: string | null,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<TermsAcceptance> {
    return context.write((unit) => declineTerms(unit, { id, reason, expectedVersion }));
  }
}
