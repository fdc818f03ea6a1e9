import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/service/pagination.js';
import { JourneySubject, type JourneySubjectType } from './journey-subject.js';

export const JourneyState = {
  COMPLETE: 'COMPLETE',
  UNDER_WAY: 'UNDER_WAY',
  WAITING: 'WAITING',
  BLOCKED: 'BLOCKED',
  FAILED: 'FAILED',
} as const;
export type JourneyState = (typeof JourneyState)[keyof typeof JourneyState];
registerEnumType(JourneyState, {
  name: 'JourneyState',
  valuesConfig: {
    COMPLETE: { description: 'Nothing is left to be done.' },
    UNDER_WAY: { description: 'The hub is at it.' },
    WAITING: {
      description:
        'It goes on by itself: a vendor that is down, a rate budget, a signer, a customer who has to answer or pay.',
    },
    BLOCKED: { description: 'A person has to mend something; it goes on after that.' },
    FAILED: { description: 'Something was given up, and can be replayed.' },
  },
});

export const JourneyStepKind = { EVENT: 'EVENT', DELIVERY: 'DELIVERY', SIGNATURE: 'SIGNATURE' } as const;
export type JourneyStepKind = (typeof JourneyStepKind)[keyof typeof JourneyStepKind];
registerEnumType(JourneyStepKind, {
  name: 'JourneyStepKind',
  valuesConfig: {
    EVENT: { description: 'Something happened to what the journey goes through.' },
    DELIVERY: { description: 'Something to be done at a vendor, as it stands now.' },
    SIGNATURE: { description: 'A signature that was asked for, as it stands now.' },
  },
});

@ObjectType({ description: 'One thing that happened, or is to happen, on a journey.' })
export class JourneyStep {
  @Field(() => ID, { description: 'Stays the same; what replayJourney goes on from.' })
  id!: string;

  @Field(() => Date, { description: 'When it happened, or was asked for.' })
  at!: Date;

  @Field(() => JourneyStepKind)
  kind!: JourneyStepKind;

  @Field(() => String, { nullable: true })
  subjectType!: string | null;

  @Field(() => ID, { nullable: true })
  subjectId!: string | null;

  @Field(() => String, { description: 'In a sentence, for people.' })
  title!: string;

  @Field(() => JourneyState)
  state!: JourneyState;

  @Field(() => String, { description: 'Its own word: a sync event’s type, a delivery’s status, a signature’s state.' })
  status!: string;

  @Field(() => String, { nullable: true })
  connector!: string | null;

  @Field(() => String, { nullable: true, description: 'What is done at the vendor.' })
  action!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it stands still.' })
  why!: string | null;

  @Field(() => String, { nullable: true, description: 'The last failure, in a sentence.' })
  error!: string | null;

  deliveryId!: string | null;
}

const steps = connectionOf(JourneyStep);

@ObjectType()
export class JourneyStepEdge extends steps.Edge {}

@ObjectType()
export class JourneyStepConnection extends steps.connection(JourneyStepEdge) {}

@ObjectType({ description: 'What belongs together, from the lead to the payment, and how far it has come everywhere.' })
export class Journey {
  @Field(() => String)
  subjectType!: JourneySubjectType;

  @Field(() => ID, { description: 'What it was asked for.' })
  subjectId!: string;

  @Field(() => [JourneySubject], { description: 'What it goes through, nearest first; fifty at most.' })
  subjects!: JourneySubject[];

  @Field(() => Boolean, { description: 'Whether there is more than fifty: what is farthest away is left out.' })
  truncated!: boolean;

  @Field(() => JourneyState)
  state!: JourneyState;

  @Field(() => [JourneyStep], { description: 'What stands still, each with why; the oldest hundred.' })
  blocked!: JourneyStep[];
}
