import { Field, InterfaceType, ObjectType } from 'type-graphql';
import { AnswerSource } from '../resolvers/lookup-types.js';

/** A vendor is slow, and what it lets through is counted. */
export const costOfAsking = '@cost(weight: 50)';

@ObjectType({ description: 'Why a vendor could not be asked now.' })
export class ExternalError {
  @Field(() => String, { description: 'VENDOR_UNAVAILABLE, VENDOR_ERROR, NOT_FOUND where there is no connection …' })
  code!: string;

  @Field(() => String)
  message!: string;
}

/** What every edge that leads to a vendor says beside what is found there: `externalEdge` gives its values. */
@InterfaceType({ description: 'What a vendor says of something; when it cannot be asked, what it said last.' })
export abstract class ExternalEdge {
  @Field(() => Date, { nullable: true, description: 'When the vendor said so; null when it never did.' })
  asOf!: Date | null;

  @Field(() => AnswerSource, { nullable: true })
  source!: AnswerSource | null;

  @Field(() => ExternalError, {
    nullable: true,
    description: 'Why the vendor could not be asked now; what is here then is what it said at `asOf`, or nothing.',
  })
  error!: ExternalError | null;
}
