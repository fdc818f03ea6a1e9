import { GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { RequiresPolicy } from '../../../platform/access/decorators.js';
import { connectionOf } from '../../../platform/service/pagination.js';
import { CircuitState } from '../entities/circuit.js';
import { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { DeliveryViolation } from '../entities/delivery-violation.js';
import { InboundWebhook } from '../entities/inbound-webhook.js';
import { Site } from './lookup-types.js';

/** What this subgraph adds to an intervention, which is the interventions subgraph's. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Intervention {
  @Field(() => ID)
  id!: string;

  /** Given by the gateway along with what needs it. */
  @Directive('@external')
  @Field(() => Site)
  site?: Site | null | undefined;
}

@ObjectType({ description: 'How far an intervention’s dossier has come on its way to Symphonics.' })
export class SyncStatus {
  @Field(() => DeliveryStatus, { nullable: true, description: 'Null while there is nothing to deliver yet.' })
  state!: DeliveryStatus | null;

  @Field(() => Delivery, { nullable: true })
  lastDelivery!: Delivery | null;

  @Field(() => String, { nullable: true, description: 'The vendor’s own word for its state.' })
  vendorStatus!: string | null;

  @Field(() => Date, { nullable: true })
  updatedAt!: Date | null;
}

const deliveries = connectionOf(Delivery);

@ObjectType()
export class DeliveryEdge extends deliveries.Edge {}

@ObjectType()
export class DeliveryConnection extends deliveries.connection(DeliveryEdge) {}

const connections = connectionOf(Connection);

@ObjectType()
export class ConnectionEdge extends connections.Edge {}

@ObjectType()
export class ConnectionConnection extends connections.connection(ConnectionEdge) {}

const webhooks = connectionOf(InboundWebhook);

@ObjectType()
export class InboundWebhookEdge extends webhooks.Edge {}

@ObjectType()
export class InboundWebhookConnection extends webhooks.connection(InboundWebhookEdge) {}

@InputType()
export class DeliveryFilter {
  @Field(() => [DeliveryStatus], { nullable: true })
  status?: DeliveryStatus[] | null;

  @Field(() => String, { nullable: true })
  connector?: string | null;

  @Field(() => ID, { nullable: true, description: 'One account at a vendor, or one partner.' })
  connectionId?: string | null;

  @Field(() => String, { nullable: true })
  action?: string | null;

  @Field(() => String, { nullable: true, description: 'intervention, quote, invoice, contact …' })
  subjectType?: string | null;

  @Field(() => ID, { nullable: true, description: 'What they are about: an intervention, a quote …' })
  subjectId?: string | null;

  @Field(() => String, { nullable: true, description: 'The vendor’s error code of the last failure.' })
  errorCode?: string | null;

  @Field(() => Date, { nullable: true })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true })
  createdBefore?: Date | null;
}

@InputType({ description: 'So many requests in any stretch of time this long.' })
export class RateLimitInput {
  @Field(() => String, { description: 'What people call the window: minute, day …' })
  window!: string;

  @Field(() => Int)
  requests!: number;

  @Field(() => Int, { description: 'In milliseconds.' })
  windowMs!: number;
}

@InputType()
export class ConnectionInput {
  @Field(() => String)
  connector!: string;

  @Field(() => String, { description: 'Tells several connections to one vendor apart.' })
  name!: string;

  @Field(() => String, { description: 'https, unless the vendor is on this very machine.' })
  baseUrl!: string;

  @Field(() => GraphQLJSON, { description: 'As the connector needs them. Written only: they are never read back.' })
  credentials!: unknown;

  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'What the connector can be configured with: templates, campaigns … What is left out has its default.',
  })
  settings?: unknown;

  @Field(() => ID, {
    nullable: true,
    description: 'The company whose account it is. Default: for all without their own.',
  })
  companyId?: string | null;

  @Field(() => [RateLimitInput], {
    nullable: true,
    description: 'What was agreed for this account; else as the vendor documents.',
  })
  limits?: RateLimitInput[] | null;
}

@ObjectType({ description: 'A place where a payload differs from another.' })
export class PayloadDifference {
  @Field(() => String, { description: 'installation.pdl, photos.3.url.' })
  path!: string;

  @Field(() => GraphQLJSON, { nullable: true, description: 'Null where there was nothing.' })
  before!: unknown;

  @Field(() => GraphQLJSON, { nullable: true, description: 'Null where there will be nothing.' })
  after!: unknown;
}

@ObjectType({ description: 'What a delivery would take of the rate budget, and when it could go.' })
export class BudgetNeeded {
  @Field(() => Int, { description: 'Of every window; more than one when the vendor is asked first what it has.' })
  requests!: number;

  @Field(() => [BudgetLeft], { description: 'Window by window; none where the vendor has no limit.' })
  left!: BudgetLeft[];

  @Field(() => Date, { nullable: true, description: 'Null while the connection is paused.' })
  goesAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'What it would wait for until then.' })
  blockedBy!: string | null;
}

@ObjectType({ description: 'What would be sent, and what keeps it from being sent. Nothing is.' })
export class DeliveryPreview {
  @Field(() => Boolean)
  ready!: boolean;

  @Field(() => GraphQLJSON, { nullable: true, description: 'Exactly what would be sent, secrets taken out.' })
  payload!: unknown;

  @Field(() => String, { nullable: true })
  blockedBy!: string | null;

  @Field(() => [DeliveryViolation])
  violations!: DeliveryViolation[];

  @Field(() => [PayloadDifference], {
    nullable: true,
    description: 'From what the vendor accepted last; null when that is nothing, or nothing would be sent.',
  })
  difference!: PayloadDifference[] | null;

  @Field(() => Date, { nullable: true, description: 'When the vendor last accepted one.' })
  lastAcceptedAt!: Date | null;

  @Field(() => BudgetNeeded, { nullable: true, description: 'Null where the organization has no connection.' })
  budget!: BudgetNeeded | null;
}

@ObjectType({ description: 'What is left of a rate budget.' })
export class BudgetLeft {
  @Field(() => String)
  window!: string;

  @Field(() => Int)
  requests!: number;

  @Field(() => Int)
  used!: number;

  @Field(() => Int)
  remaining!: number;

  @Field(() => Date, {
    nullable: true,
    description:
      'When nothing will be left, at the pace of the last ten minutes; null when the window keeps up with that pace.',
  })
  exhaustedAt!: Date | null;
}

@ObjectType({ description: 'The attempts of the last hour that have ended.' })
export class RecentAttempts {
  @Field(() => Int)
  attempts!: number;

  @Field(() => Float, { nullable: true, description: 'Between 0 and 1; null when there were none.' })
  successRate!: number | null;

  @Field(() => Int, { nullable: true, description: 'Half of them took no longer, in milliseconds.' })
  p50Ms!: number | null;

  @Field(() => Int, { nullable: true, description: 'Nineteen of twenty took no longer, in milliseconds.' })
  p95Ms!: number | null;
}

@ObjectType({ description: 'How one connection is doing.' })
export class IntegrationHealth {
  @Field(() => ID)
  connectionId!: string;

  @Field(() => String)
  connector!: string;

  @Field(() => String)
  name!: string;

  @Field(() => Boolean)
  active!: boolean;

  @Field(() => CircuitState)
  circuit!: CircuitState;

  @Field(() => Date, { nullable: true, description: 'While the circuit is open: when one delivery goes and sees.' })
  probeAt!: Date | null;

  @Field(() => [BudgetLeft], {
    description: 'What is left of the rate budget, window by window; none where the vendor has no limit.',
  })
  budgets!: BudgetLeft[];

  @Field(() => Int, { description: 'Deliveries that are not settled: pending, sending, retrying or blocked.' })
  backlog!: number;

  @Field(() => Int, { description: 'Of them, those that wait for somebody to mend the dossier.' })
  blocked!: number;

  @Field(() => Int, { description: 'Deliveries that were given up and not taken up again.' })
  failed!: number;

  @Field(() => Date, {
    nullable: true,
    description:
      'Since when the longest waiting delivery waits, for whatever it waits: a worker, the budget, the circuit. Those that wait for somebody to mend the dossier are left out.',
  })
  oldestWaitingAt!: Date | null;

  @Field(() => RecentAttempts)
  lastHour!: RecentAttempts;

  @Field(() => Date, { nullable: true, description: 'Of the attempts that are kept, when the last one succeeded.' })
  lastSuccessAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Of the attempts that are kept, how the last one failed.' })
  lastError!: string | null;

  @Field(() => String, { nullable: true })
  lastErrorCode!: string | null;

  @Field(() => Date, { nullable: true, description: 'When that one began.' })
  lastErrorAt!: Date | null;
}

@ObjectType()
@RequiresPolicy('webhook-door')
export class WebhookReceipt {
  @Field(() => Boolean)
  duplicate!: boolean;
}
