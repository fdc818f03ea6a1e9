import { GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { RateLimit } from '../../../platform/connectors/rate-limit.js';
import { connectionOf } from '../../../platform/service/pagination.js';
import { RateLimitInput } from '../resolvers/types.js';
import type { PublishedStatus as Status } from './subscription.js';

const PublishedStatus = { PUBLISHED: 'PUBLISHED', REJECTED: 'REJECTED' } as const satisfies Record<Status, Status>;

registerEnumType(PublishedStatus, {
  name: 'PublishedStatus',
  valuesConfig: {
    PUBLISHED: { description: 'Symphonics has accepted the dossier.' },
    REJECTED: { description: 'Symphonics accepted it and refused it afterwards.' },
  },
});

@ObjectType({ description: 'Which dossiers a partner gets: all conditions together; an empty list is no condition.' })
export class PartnerSubscription {
  @Field(() => [String], { description: 'Ids of installers’ companies.' })
  companies!: string[];

  @Field(() => [String], { description: 'Of a dossier’s operations, one has one of these codes.' })
  operationCodes!: string[];

  @Field(() => [String], { description: 'Of the site, by its postal code: 75, 2A, 974.' })
  departments!: string[];

  @Field(() => [PublishedStatus])
  statuses!: Status[];

  @Field(() => Date, { nullable: true, description: 'Installations done at this moment or later.' })
  since!: Date | null;
}

@InputType({ description: 'What is left out is no condition; statuses are then PUBLISHED alone.' })
export class PartnerSubscriptionInput {
  @Field(() => [String], { nullable: true })
  companies?: string[] | null;

  @Field(() => [String], { nullable: true })
  operationCodes?: string[] | null;

  @Field(() => [String], { nullable: true, description: '01 to 95, 2A and 2B, 971 to 978, 984 and 986 to 989.' })
  departments?: string[] | null;

  @Field(() => [PublishedStatus], { nullable: true })
  statuses?: Status[] | null;

  @Field(() => Date, { nullable: true, description: 'Installations done at this moment or later.' })
  since?: Date | null;
}

@ObjectType({ description: 'So many requests in any stretch of time this long.' })
export class PartnerRateLimit implements RateLimit {
  @Field(() => String)
  window!: string;

  @Field(() => Int)
  requests!: number;

  @Field(() => Int, { description: 'In milliseconds.' })
  windowMs!: number;
}

@ObjectType({
  description: 'A third party that gets dossiers in the format of Symphonics. It is a connection, and has its id.',
})
export class Partner {
  @Field(() => ID)
  id!: string;

  @Field(() => Date)
  createdAt!: Date;

  @Field(() => Date)
  updatedAt!: Date;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  baseUrl!: string;

  @Field(() => Boolean, { description: 'Without it no dossier is sent, and none is prepared for it.' })
  authorised!: boolean;

  @Field(() => Boolean, {
    description: 'A paused one keeps its deliveries waiting: pauseConnection, resumeConnection.',
  })
  active!: boolean;

  @Field(() => [PartnerRateLimit], { description: 'How many requests it takes.' })
  limits!: PartnerRateLimit[];

  @Field(() => PartnerSubscription)
  subscription!: PartnerSubscription;

  @Field(() => [String], {
    description: 'The fields of the payload that it gets; what holds others stands for all of them.',
  })
  allowedFields!: string[];

  @Field(() => Boolean, {
    description: 'Whether its door answers the operations that are registered for it, and no others.',
  })
  safelistOnly!: boolean;
}

const partners = connectionOf(Partner);

@ObjectType()
export class PartnerEdge extends partners.Edge {}

@ObjectType()
export class PartnerConnection extends partners.connection(PartnerEdge) {}

@InputType()
export class PartnerFilter {
  @Field(() => Boolean, { nullable: true })
  authorised?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  active?: boolean | null;

  @Field(() => String, { nullable: true, description: 'In the name.' })
  name?: string | null;
}

const urlDescription = 'https, at a public address.';
const credentialsDescription = '{ clientId, clientSecret }. Written only: they are never read back.';
const fieldsDescription =
  'Of the payload, in the words of Symphonics’ format, lists without indexes: `customer`, `documents.url`. All that the format requires must be among them.';

@InputType()
export class CreatePartnerInput {
  @Field(() => String)
  name!: string;

  @Field(() => String, { description: urlDescription })
  baseUrl!: string;

  @Field(() => GraphQLJSON, { description: credentialsDescription })
  credentials!: unknown;

  @Field(() => [String], { description: fieldsDescription })
  allowedFields!: string[];

  @Field(() => PartnerSubscriptionInput, { nullable: true })
  subscription?: PartnerSubscriptionInput | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether dossiers may be shared with it from now on.' })
  authorised!: boolean;

  @Field(() => [RateLimitInput], { nullable: true, description: 'Left out: those of Symphonics.' })
  limits?: RateLimitInput[] | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it may send registered operations alone.' })
  safelistOnly!: boolean;
}

@InputType({ description: 'What is left out stays as it is.' })
export class UpdatePartnerInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true, description: urlDescription })
  baseUrl?: string | null;

  @Field(() => GraphQLJSON, { nullable: true, description: credentialsDescription })
  credentials?: unknown;

  @Field(() => [String], { nullable: true, description: fieldsDescription })
  allowedFields?: string[] | null;

  @Field(() => PartnerSubscriptionInput, { nullable: true, description: 'Takes the place of the whole subscription.' })
  subscription?: PartnerSubscriptionInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Taken back, what waits stays waiting until it is given again.',
  })
  authorised?: boolean | null;

  @Field(() => [RateLimitInput], { nullable: true, description: 'Null: those of Symphonics.' })
  limits?: RateLimitInput[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it may send registered operations alone; so it is within two seconds.',
  })
  safelistOnly?: boolean | null;
}
