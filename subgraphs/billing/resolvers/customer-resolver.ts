import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findById } from '../../../platform/service/find-by-id.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Contact } from '../entities/contact.js';
import { Customer } from '../entities/customer.js';
import { createCustomer } from '../operations/create-customer.js';
import { deleteCustomer } from '../operations/delete-customer.js';
import { findCustomers } from '../operations/find-customers.js';
import { updateCustomer } from '../operations/update-customer.js';
import { CustomerConnection } from './connections.js';
import { customerById } from './loaders.js';
import { CreateCustomerInput, CustomerFilter, UpdateCustomerInput } from './party-inputs.js';

@Resolver(() => Customer)
export class CustomerResolver {
  @RequiresScopes('billing:read')
  @Query(() => Customer, { nullable: true })
  customer(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Customer | null> {
    return findById(context, customerById, id);
  }

  @RequiresScopes('billing:read')
  @Query(() => CustomerConnection)
  async customers(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => CustomerFilter, { nullable: true }) filter: CustomerFilter | null,
  ): Promise<CustomerConnection> {
    return findCustomers(context.em, filter ?? {}, { first, after });
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'The contact who is the customer.' })
  contact(@Root() { contactId }: Customer): Contact | null {
    return contactId === null ? null : { id: contactId };
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Customer)
  createCustomer(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateCustomerInput) input: CreateCustomerInput,
  ): Promise<Customer> {
    return context.write((unit) => createCustomer(unit, input));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Customer)
  updateCustomer(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateCustomerInput) input: UpdateCustomerInput,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Customer> {
    return context.write((unit) => updateCustomer(unit, id, input, expectedVersion));
  }

  @RequiresScopes('billing:write')
  @Mutation(() => Boolean, { description: 'Deletes a customer who was never quoted or invoiced.' })
  deleteCustomer(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<boolean> {
    return context.write((unit) => deleteCustomer(unit, id, expectedVersion));
  }
}
