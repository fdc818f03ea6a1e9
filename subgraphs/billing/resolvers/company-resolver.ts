import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findById } from '../../../platform/service/find-by-id.js';
import { findPage } from '../../../platform/service/find-page.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Company } from '../entities/company.js';
import { createCompany } from '../operations/create-company.js';
import { deleteCompany } from '../operations/delete-company.js';
import { updateCompany } from '../operations/update-company.js';
import { CreateCompanyInput, UpdateCompanyInput } from './company-inputs.js';
import { CompanyConnection } from './connections.js';
import { companyById } from './loaders.js';

@Resolver(() => Company)
export class CompanyResolver {
  @RequiresScopes('billing:read')
  @Query(() => Company, { nullable: true })
  company(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Company | null> {
    return findById(context, companyById, id);
  }

  @RequiresScopes('billing:read')
  @Query(() => CompanyConnection)
  async companies(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<CompanyConnection> {
    return findPage(context.em, Company, [], { first, after });
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Company)
  createCompany(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateCompanyInput) input: CreateCompanyInput,
  ): Promise<Company> {
    return context.write((unit) => createCompany(unit, input));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Company)
  updateCompany(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateCompanyInput) input: UpdateCompanyInput,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Company> {
    return context.write((unit) => updateCompany(unit, id, input, expectedVersion));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Boolean, { description: 'Deletes a company that never quoted or invoiced.' })
  deleteCompany(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<boolean> {
    return context.write((unit) => deleteCompany(unit, id, expectedVersion));
  }
}
