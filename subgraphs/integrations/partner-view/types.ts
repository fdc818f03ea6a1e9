import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../platform/service/pagination.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { PartnerOnly } from './partner-only.js';

// What a partner sees, in types of their own: nothing of the other types can come along with a field that is added to
// them.

@PartnerOnly()
@ObjectType({ description: 'Which dossiers are distributed: all conditions together; an empty list is no condition.' })
export class DistributionTerms {
  @Field(() => [String], { description: 'Ids of installers’ companies.' })
  companies!: string[];

  @Field(() => [String], { description: 'Of a dossier’s operations, one has one of these codes.' })
  operationCodes!: string[];

  @Field(() => [String], { description: 'Of the site, by its postal code: 75, 2A, 974.' })
  departments!: string[];

  @Field(() => [String])
  statuses!: string[];

  @Field(() => Date, { nullable: true, description: 'Installations done at this moment or later.' })
  since!: Date | null;
}

@PartnerOnly()
@ObjectType({ description: 'What an organization shares with a partner.' })
export class Distribution {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => Boolean, { description: 'Whether dossiers are shared at the moment.' })
  authorised!: boolean;

  @Field(() => Boolean, { description: 'While it is not, deliveries wait.' })
  active!: boolean;

  @Field(() => [String], {
    description: 'The fields of a dossier that are shared; what holds others stands for all of them.',
  })
  allowedFields!: string[];

  @Field(() => DistributionTerms)
  terms!: DistributionTerms;
}

@PartnerOnly()
@ObjectType({ description: 'One dossier, or news of one, on its way to the partner.' })
export class DistributedDelivery {
  @Field(() => ID)
  id!: string;

  @Field(() => Date)
  createdAt!: Date;

  @Field(() => Date)
  updatedAt!: Date;

  @Field(() => String, { description: 'What is done: publish-intervention, …' })
  action!: string;

  @Field(() => ID, { description: 'The intervention it is about.' })
  subjectId!: string;

  @Field(() => String, { description: 'The intervention’s reference.' })
  subjectReference!: string;

  @Field(() => DeliveryStatus)
  status!: DeliveryStatus;

  @Field(() => String, { nullable: true, description: 'What the partner called it in its answer.' })
  externalId!: string | null;

  @Field(() => Int, { description: 'Attempts that count towards giving up.' })
  countedAttempts!: number;

  @Field(() => Date, { nullable: true })
  nextAttemptAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'The last failure, in a sentence.' })
  lastError!: string | null;
}

@PartnerOnly()
@ObjectType({ description: 'A dossier that the partner has received.' })
export class DistributedIntervention {
  /** Of the delivery that brought it. */
  @Field(() => ID, { name: 'deliveryId' })
  id!: string;

  @Field(() => ID, { name: 'id' })
  subjectId!: string;

  @Field(() => String, { name: 'reference' })
  subjectReference!: string;

  @Field(() => String, { nullable: true, description: 'What the partner called it in its answer.' })
  externalId!: string | null;

  @Field(() => Date, { name: 'requestedAt', description: 'When its delivery was asked for.' })
  createdAt!: Date;
}

@PartnerOnly()
@ObjectType({ description: 'Something happened to one of the partner’s deliveries.' })
export class DistributionEvent {
  @Field(() => String, { description: 'Opaque; resume with after:.' })
  cursor!: string;

  @Field(() => String, { description: 'delivery.pending, delivery.succeeded, …' })
  type!: string;

  @Field(() => Date)
  occurredAt!: Date;

  @Field(() => ID, { nullable: true })
  interventionId!: string | null;

  @Field(() => String, { nullable: true, description: 'The event in a sentence, for people.' })
  message!: string | null;

  deliveryId!: string | null;
}

const deliveries = connectionOf(DistributedDelivery);

@PartnerOnly()
@ObjectType()
export class DistributedDeliveryEdge extends deliveries.Edge {}

@PartnerOnly()
@ObjectType()
export class DistributedDeliveryConnection extends deliveries.connection(DistributedDeliveryEdge) {}

const interventions = connectionOf(DistributedIntervention);

@PartnerOnly()
@ObjectType()
export class DistributedInterventionEdge extends interventions.Edge {}

@PartnerOnly()
@ObjectType()
export class DistributedInterventionConnection extends interventions.connection(DistributedInterventionEdge) {}
