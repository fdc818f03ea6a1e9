import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../platform/service/pagination.js';
import { PartnerOnly } from './partner-only.js';

const scope = 'partner:webhooks';

@PartnerOnly(scope)
@ObjectType({ description: 'An address of yours that is told of your deliveries.' })
export class DistributionWebhook {
  @Field(() => ID)
  id!: string;

  @Field(() => Date)
  createdAt!: Date;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  url!: string;

  @Field(() => [String], { description: 'Types of events: `delivery.*`, `delivery.succeeded`.' })
  events!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'What `data` holds: a selection on DistributionEvent. Null: the default.',
  })
  payloadSelection!: string | null;

  @Field(() => Boolean)
  active!: boolean;

  @Field(() => String, { nullable: true, description: 'Why it was disabled, when you did not.' })
  disabledReason!: string | null;

  @Field(() => Date, { nullable: true, description: 'Until then, the secret before the present one signs too.' })
  previousSecretUntil!: Date | null;

  @Field(() => Date, { nullable: true })
  lastTriggeredAt!: Date | null;

  @Field(() => Int, { description: 'Failed attempts since the last success.' })
  failureCount!: number;
}

@PartnerOnly(scope)
@ObjectType({ description: 'One request to a webhook of yours, and what came back.' })
export class DistributionWebhookAttempt {
  @Field(() => ID)
  id!: string;

  @Field(() => Int)
  number!: number;

  @Field(() => String, { description: 'The type of the event.' })
  event!: string;

  @Field(() => Date)
  startedAt!: Date;

  @Field(() => Int)
  durationMs!: number;

  @Field(() => Int, { nullable: true, description: 'Null when no answer came.' })
  responseStatus!: number | null;

  @Field(() => String, { nullable: true, description: 'Its first 4 KB.' })
  responseBody!: string | null;

  @Field(() => String, { nullable: true })
  error!: string | null;
}

@PartnerOnly(scope)
@ObjectType()
export class DistributionWebhookWithSecret {
  @Field(() => DistributionWebhook)
  webhook!: DistributionWebhook;

  @Field(() => String, { description: 'Signs as Standard Webhooks say; whsec_ and base64. Shown this once.' })
  secret!: string;
}

const webhooks = connectionOf(DistributionWebhook);

@PartnerOnly(scope)
@ObjectType()
export class DistributionWebhookEdge extends webhooks.Edge {}

@PartnerOnly(scope)
@ObjectType()
export class DistributionWebhookConnection extends webhooks.connection(DistributionWebhookEdge) {}

const attempts = connectionOf(DistributionWebhookAttempt);

@PartnerOnly(scope)
@ObjectType()
export class DistributionWebhookAttemptEdge extends attempts.Edge {}

@PartnerOnly(scope)
@ObjectType()
export class DistributionWebhookAttemptConnection extends attempts.connection(DistributionWebhookAttemptEdge) {}

const eventsDescription = 'Types of events: `delivery.*`, `delivery.succeeded`.';
const selectionDescription =
  'What `data` holds: a selection on DistributionEvent, `{ type delivery { status } }`. Null: the default.';

@InputType()
export class CreateDistributionWebhookInput {
  @Field(() => String)
  name!: string;

  @Field(() => String, { description: 'https, at a public address.' })
  url!: string;

  @Field(() => [String], { description: eventsDescription })
  events!: string[];

  @Field(() => String, { nullable: true, description: selectionDescription })
  payloadSelection?: string | null;
}

@InputType({ description: 'What is left out stays as it is.' })
export class UpdateDistributionWebhookInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'https, at a public address.' })
  url?: string | null;

  @Field(() => [String], { nullable: true, description: eventsDescription })
  events?: string[] | null;

  @Field(() => String, { nullable: true, description: selectionDescription })
  payloadSelection?: string | null;

  @Field(() => Boolean, { nullable: true })
  active?: boolean | null;
}
