import { GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { RateLimitInput } from '../resolvers/types.js';

@InputType({ description: 'All conditions together.' })
export class ConnectionFilter {
  @Field(() => String, { nullable: true })
  connector?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'False: those that are paused.' })
  active?: boolean | null;

  @Field(() => String, { nullable: true, description: 'In the name or the address.' })
  text?: string | null;
}

@InputType({
  description:
    'What is left out stays as it is, and so does null; but `limits: null` is what the vendor documents, and `companyId: null` is no single company’s.',
})
export class UpdateConnectionInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'https, at a public address.' })
  baseUrl?: string | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'All of them: they are not read back to be mended.' })
  credentials?: unknown;

  @Field(() => GraphQLJSON, { nullable: true, description: 'Those that are given; the others stay as they are.' })
  settings?: unknown;

  @Field(() => ID, { nullable: true })
  companyId?: string | null;

  @Field(() => [RateLimitInput], { nullable: true })
  limits?: RateLimitInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'False pauses it: its deliveries wait.' })
  active?: boolean | null;
}

@ObjectType({ description: 'Why a test of a connection failed.' })
export class ConnectionFault {
  @Field(() => String, {
    description:
      'authentication, permanent, retryable, rate-limited or unknown-outcome, as of deliveries; waiting: the rate budget is used up.',
  })
  kind = '';

  @Field(() => String, { description: 'The vendor’s code, or the hub’s: TIMEOUT, ECONNREFUSED, ADDRESS_REFUSED …' })
  code = '';

  @Field(() => String)
  message = '';

  @Field(() => Int, { nullable: true })
  httpStatus: number | null = null;

  @Field(() => Date, { nullable: true, description: 'When it is worth trying again, where that is known.' })
  retryAt: Date | null = null;
}

@ObjectType({ description: 'What came of asking the vendor for something harmless.' })
export class ConnectionTest {
  @Field(() => Boolean)
  ok!: boolean;

  @Field(() => Date)
  checkedAt!: Date;

  @Field(() => Int, { description: 'How long it took, in milliseconds.' })
  latencyMs!: number;

  @Field(() => ConnectionFault, { nullable: true, description: 'Null when all is well.' })
  error!: ConnectionFault | null;
}
