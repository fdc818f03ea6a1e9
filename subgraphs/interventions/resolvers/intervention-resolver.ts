import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findById } from '../../../platform/service/find-by-id.js';
import { nestedPages } from '../../../platform/service/nested-pages.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Intervention } from '../entities/intervention.js';
import { InterventionChange } from '../entities/intervention-change.js';
import { InterventionStatus } from '../entities/intervention-status.js';
import { changeInterventionStatus } from '../operations/change-intervention-status.js';
import { createIntervention } from '../operations/create-intervention.js';
import { findInterventions } from '../operations/find-interventions.js';
import { signDocument } from '../operations/sign-document.js';
import { addToDossier, updateIntervention } from '../operations/update-intervention.js';
import { DocumentInput, PhotoInput } from './dossier-inputs.js';
import { CreateInterventionInput, InterventionFilter, UpdateInterventionInput } from './inputs.js';
import { InterventionChangeConnection, InterventionConnection, InterventionOrder } from './intervention-connection.js';
import { interventionById } from './loaders.js';

const historyOf = nestedPages(InterventionChange, 'interventionId', { id: 'desc' });

@Resolver(() => Intervention)
export class InterventionResolver {
  @RequiresScopes('interventions:read')
  @Query(() => Intervention, { nullable: true })
  async intervention(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Intervention | null> {
    return findById(context, interventionById, id);
  }

  @RequiresScopes('interventions:read')
  @Query(() => Intervention, { nullable: true })
  async interventionByReference(
    @Ctx() context: RequestContext,
    @Arg('reference', () => String) reference: string,
  ): Promise<Intervention | null> {
    return context.em.findOne(Intervention, { reference });
  }

  @RequiresScopes('interventions:read')
  @Query(() => InterventionConnection)
  async interventions(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => InterventionFilter, { nullable: true }) filter: InterventionFilter | null,
    @Arg('orderBy', () => InterventionOrder, { defaultValue: InterventionOrder.NEWEST_FIRST })
    orderBy: InterventionOrder,
  ): Promise<InterventionConnection> {
    return findInterventions(context.em, { first, after, filter, orderBy });
  }

  @FieldResolver(() => InterventionChangeConnection, { description: 'Who changed what, newest first.' })
  async history(
    @Ctx() context: RequestContext,
    @Root() intervention: Intervention,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<InterventionChangeConnection> {
    return historyOf(context, intervention.id, { first, after });
  }

  @RequiresScopes('interventions:write')
  @Mutation(() => Intervention, { description: 'Takes a dossier in, as a draft; it may still be incomplete.' })
  createIntervention(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateInterventionInput) input: CreateInterventionInput,
  ): Promise<Intervention> {
    return context.write((unit) => createIntervention(unit, input));
  }

  @RequiresScopes('interventions:write')
  @Mutation(() => Intervention)
  updateIntervention(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateInterventionInput) input: UpdateInterventionInput,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Intervention> {
    return context.write((unit) => updateIntervention(unit, id, input, expectedVersion));
  }

  @RequiresScopes('interventions:write')
  @Mutation(() => Intervention, { description: 'Adds documents and photos to those that are there.' })
  addToDossier(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('documents', () => [DocumentInput], { defaultValue: [] }) documents: DocumentInput[],
    @Arg('photos', () => [PhotoInput], { defaultValue: [] }) photos: PhotoInput[],
  ): Promise<Intervention> {
    return context.write((unit) => addToDossier(unit, id, { documents, photos }));
  }

  @RequiresScopes('interventions:write')
  @Mutation(() => Intervention, { description: 'Notes that the beneficiary signed a document; now, unless told when.' })
  signDocument(
    @Ctx() context: RequestContext,
    @Arg('interventionId', () => ID) interventionId: string,
    @Arg('type', () => String) type: string,
    @Arg('signedAt', () => Date, { nullable: true }) signedAt: Date | null,
  ): Promise<Intervention> {
    return context.write((unit) => signDocument(unit, { interventionId, type, signedAt }));
  }

  @RequiresScopes('interventions:write')
  @Mutation(() => Intervention)
  changeInterventionStatus(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('status', () => InterventionStatus) status: InterventionStatus,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Intervention> {
    return context.write((unit) => changeInterventionStatus(unit, { id, status, expectedVersion }));
  }
}
