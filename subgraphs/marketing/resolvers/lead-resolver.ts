import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findById, present } from '../../../platform/service/find-by-id.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Contact } from '../entities/contact.js';
import { Lead } from '../entities/lead.js';
import { convertLead } from '../operations/convert-lead.js';
import { createLead } from '../operations/create-lead.js';
import { deleteLead } from '../operations/delete-lead.js';
import { findLeads } from '../operations/find-leads.js';
import { loseLead } from '../operations/lose-lead.js';
import { qualifyLead } from '../operations/qualify-lead.js';
import { updateLead } from '../operations/update-lead.js';
import { ScoreReason } from '../scoring/score-reason.js';
import { reasonsOf } from '../scoring/score-rules.js';
import { LeadConnection } from './connections.js';
import { CreateLeadInput, LeadFilter, UpdateLeadInput } from './inputs.js';
import { contactById, contactFactsById, leadById } from './loaders.js';

@Resolver(() => Lead)
export class LeadResolver {
  @RequiresScopes('marketing:read')
  @Query(() => Lead, { nullable: true })
  lead(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Lead | null> {
    return findById(context, leadById, id);
  }

  @RequiresScopes('marketing:read')
  @Query(() => LeadConnection)
  async leads(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => LeadFilter, { nullable: true }) filter: LeadFilter | null,
  ): Promise<LeadConnection> {
    return findLeads(context.em, filter ?? {}, { first, after });
  }

  @FieldResolver(() => Contact)
  contact(@Ctx() context: RequestContext, @Root() lead: Lead): Promise<Contact> {
    return present(context, contactById, lead.contactId);
  }

  @FieldResolver(() => [ScoreReason], { description: 'What the score is made of.' })
  async scoreReasons(@Ctx() context: RequestContext, @Root() lead: Lead): Promise<ScoreReason[]> {
    if (lead.scoredByHand) return [{ reason: 'Scored by a person', points: lead.score ?? 0 }];
    const facts = await context.load(contactFactsById, lead.contactId);
    return facts ? reasonsOf({ source: lead.source, ...facts }) : [];
  }

  @RequiresScopes('marketing:write')
  @Mutation(() => Lead)
  createLead(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateLeadInput) input: CreateLeadInput,
  ): Promise<Lead> {
    return context.write((unit) => createLead(unit, input));
  }

  @RequiresScopes('marketing:write')
  @Mutation(() => Lead, { description: 'Changes a lead that is followed up.' })
  updateLead(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateLeadInput) input: UpdateLeadInput,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Lead> {
    return context.write((unit) => updateLead(unit, id, input, expectedVersion));
  }

  @RequiresScopes('marketing:write')
  @Mutation(() => Boolean, { description: 'Deletes a lead that was not won.' })
  deleteLead(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<boolean> {
    return context.write((unit) => deleteLead(unit, id, expectedVersion));
  }

  @RequiresScopes('marketing:write')
  @Mutation(() => Lead, { description: 'The interest is real.' })
  qualifyLead(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('score', () => Int, { nullable: true }) score: number | null,
    @Arg('notes', () => String, { nullable: true }) notes: string | null,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Lead> {
    return context.write((unit) => qualifyLead(unit, { id, score, notes, expectedVersion }));
  }

  @RequiresScopes('marketing:write')
  @Mutation(() => Lead, { description: 'Nothing comes of it.' })
  loseLead(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { nullable: true }) reason: string | null,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Lead> {
    return context.write((unit) => loseLead(unit, { id, reason, expectedVersion }));
  }

  @RequiresScopes('marketing:write')
  @Mutation(() => Lead, { description: 'The lead is won: its contact is a client now, and a customer in billing.' })
  convertLead(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Lead> {
    return context.write((unit) => convertLead(unit, id, expectedVersion));
  }
}
