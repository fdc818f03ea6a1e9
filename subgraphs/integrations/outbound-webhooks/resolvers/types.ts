import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../../platform/access/decorators.js';
import { connectionOf } from '../../../../platform/service/pagination.js';
import { Webhook } from '../entities/webhook.js';
import { WebhookAttempt } from '../entities/webhook-attempt.js';
import { WebhookMessage } from '../entities/webhook-message.js';

const webhooks = connectionOf(Webhook);

@RequiresScopes('webhooks:admin')
@ObjectType()
export class WebhookEdge extends webhooks.Edge {}

@RequiresScopes('webhooks:admin')
@ObjectType()
export class WebhookConnection extends webhooks.connection(WebhookEdge) {}

const messages = connectionOf(WebhookMessage);

@RequiresScopes('webhooks:admin')
@ObjectType()
export class WebhookMessageEdge extends messages.Edge {}

@RequiresScopes('webhooks:admin')
@ObjectType()
export class WebhookMessageConnection extends messages.connection(WebhookMessageEdge) {}

const attempts = connectionOf(WebhookAttempt);

@RequiresScopes('webhooks:admin')
@ObjectType()
export class WebhookAttemptEdge extends attempts.Edge {}

@RequiresScopes('webhooks:admin')
@ObjectType()
export class WebhookAttemptConnection extends attempts.connection(WebhookAttemptEdge) {}

@RequiresScopes('webhooks:admin')
@ObjectType()
export class WebhookWithSecret {
  @Field(() => Webhook)
  webhook!: Webhook;

  @Field(() => String, { description: 'Signs as Standard Webhooks say; whsec_ and base64. Shown this once.' })
  secret!: string;
}

@RequiresScopes('webhooks:admin')
@ObjectType()
export class WebhookRecovery {
  @Field(() => Webhook)
  webhook!: Webhook;

  @Field(() => Int, { description: 'Events that failed or were missed, and are sent now.' })
  events!: number;
}

const eventsDescription = 'Types of sync events: `*`, `delivery.*`, `delivery.succeeded`.';
const selectionDescription =
  'What `data` holds: a selection on SyncEvent, `{ type intervention { reference } }`. Null: the default.';

@InputType()
export class CreateWebhookInput {
  @Field(() => String)
  name!: string;

  @Field(() => String, { description: 'https, at a public address.' })
  url!: string;

  @Field(() => [String], { description: eventsDescription })
  events!: string[];

  @Field(() => String, { nullable: true, description: selectionDescription })
  payloadSelection?: string | null;

  @Field(() => Boolean, { defaultValue: true })
  active!: boolean;
}

@InputType({ description: 'What is left out stays as it is.' })
export class UpdateWebhookInput {
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
