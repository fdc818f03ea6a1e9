import { Field, ID, ObjectType } from 'type-graphql';
import { z } from 'zod';
import { type SubjectType, subjectTypes } from '../../../platform/connectors/subject-type.js';
import { invalidInput } from '../../../platform/errors/violations.js';

/** What a journey can be about. A signature belongs to what is signed. */
export const journeySubjectTypes = subjectTypes.filter((type) => type !== 'signature');
export type JourneySubjectType = Exclude<SubjectType, 'signature'>;

@ObjectType({ description: 'Something that a journey goes through.' })
export class JourneySubject {
  @Field(() => String, { description: 'intervention, quote, invoice, payment, customer, contact, lead …' })
  type!: JourneySubjectType;

  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true, description: 'How it stands, where it has a status.' })
  status!: string | null;

  @Field(() => Boolean, { description: 'Whether a customer has to sign, accept or pay it.' })
  isAwaited!: boolean;
}

/** @throws InvalidInputError naming the types there are */
export function knownJourneyType(given: string): JourneySubjectType {
  const found = z.enum(subjectTypes).exclude(['signature']).safeParse(given);
  if (found.success) return found.data;
  throw invalidInput([{ field: 'subjectType', message: `must be one of ${journeySubjectTypes.join(', ')}` }]);
}
