import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { SubjectType } from '../../../platform/connectors/connector.js';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';
import type { Violation } from '../../../platform/errors/violations.js';
import { Connection } from './connection.js';
import { DeliveryStatus } from './delivery-status.js';
import { DeliveryViolation } from './delivery-violation.js';

/** What a delivery that stands still waits for. */
export const waitsForValues = ['dossier', 'budget', 'circuit', 'connection', 'predecessor'] as const;
export type WaitsFor = (typeof waitsForValues)[number];

@Entity({ schema: 'integrations', tableName: 'deliveries' })
@ObjectType({ description: 'One thing to be done once at one vendor, and how far it has come.' })
@Directive('@key(fields: "id")')
export class Delivery extends TenantEntity {
  @Field(() => Connection)
  @ManyToOne(() => Connection)
  connection!: Connection;

  @Field(() => String)
  @Property({ type: 'text' })
  connector!: string;

  @Field(() => String)
  @Property({ type: 'text' })
  action!: string;

  @Field(() => String, { description: 'What it is about: intervention, quote, invoice, contact …' })
  @Property({ type: 'text' })
  subjectType: SubjectType & Opt = 'intervention';

  @Field(() => ID, { description: 'The id of what it is about.' })
  @Property({ type: 'uuid' })
  subjectId!: string;

  @Field(() => String, { description: 'Which of several of the same action: the level of a reminder. Mostly empty.' })
  @Property({ type: 'text' })
  variant: string & Opt = '';

  /** What a person gave along with the request. */
  @Property({ type: 'jsonb', nullable: true })
  input: (Record<string, unknown> & Opt) | null = null;

  /** The intervention behind a subject that is none itself, where it is known. */
  @Property({ type: 'uuid', nullable: true })
  interventionId: string | null = null;

  @Field(() => String, { description: 'The subject’s reference, which vendors know it by.' })
  @Property({ type: 'text' })
  subjectReference!: string;

  @Field(() => DeliveryStatus)
  @Enum({ items: () => DeliveryStatus, type: 'text' })
  status: DeliveryStatus = DeliveryStatus.PENDING;

  @Field(() => String, { nullable: true, description: 'Why it waits: missing data, signature, an earlier delivery …' })
  @Property({ type: 'text', nullable: true })
  blockedBy: string | null = null;

  @Enum({ items: () => [...waitsForValues], type: 'text', nullable: true })
  waitsFor: WaitsFor | null = null;

  /** Of what waits for another subject, to get there (`predecessor`) or for its word (`dossier`): that one's id. */
  @Property({ type: 'uuid', nullable: true })
  awaitedSubjectId: string | null = null;

  @Field(() => Int, { description: 'Higher goes first: what a person asked for goes before the backlog.' })
  @Property({ type: 'integer' })
  priority: number & Opt = 0;

  @Field(() => [DeliveryViolation], { description: 'What is missing or wrong in the dossier, field by field.' })
  @Property({ type: 'jsonb' })
  violations: Violation[] & Opt = [];

  @Field(() => String, { nullable: true, description: 'What the vendor calls it.' })
  @Property({ type: 'text', nullable: true })
  externalId: string | null = null;

  @Field(() => String, { nullable: true, description: 'The vendor’s own word for its state.' })
  @Property({ type: 'text', nullable: true })
  vendorStatus: string | null = null;

  @Property({ type: 'timestamptz', length: 3, nullable: true })
  vendorStatusAt: Date | null = null;

  /** Empty for what is done once for a subject; an update has one of its own, so that there can be many. */
  @Property({ type: 'text' })
  dedupeKey: string & Opt = '';

  /** Leads to nothing else: an invoice of last year that a run brought is not e-mailed for that. */
  @Property({ type: 'boolean' })
  isSilent: boolean & Opt = false;

  /** What the vendor has, or may have, through this delivery: the names of `ConnectorAction.contents`. */
  @Property({ type: 'jsonb', nullable: true, lazy: true })
  sentItems: readonly string[] | null = null;

  /** When the vendor was last heard of its status, by whichever way. */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  vendorHeardAt: Date | null = null;

  @Field(() => Int, {
    description: 'Attempts that count towards giving up, since it was last started or retried by hand.',
  })
  @Property({ type: 'integer' })
  countedAttempts: number & Opt = 0;

  @Property({ type: 'integer' })
  totalAttempts: number & Opt = 0;

  /** An earlier attempt may have reached the vendor: ask before sending. */
  @Property({ type: 'boolean' })
  mustReconcile: boolean & Opt = false;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  nextAttemptAt: Date | null = null;

  @Field(() => String, { nullable: true, description: 'The last failure, in a sentence.' })
  @Property({ type: 'text', nullable: true })
  lastError: string | null = null;

  @Property({ type: 'text', nullable: true })
  lastErrorCode: string | null = null;

  @Field(() => String, { description: 'Who or what asked for it.' })
  @Property({ type: 'text' })
  requestedBy!: string;

  @Field(() => ID, { nullable: true, description: 'The replay that took it up last.' })
  @Property({ type: 'uuid', nullable: true })
  replayId: string | null = null;

  /** When it was last set going again after standing still; `null` when it never was. */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  takenUpAt: Date | null = null;

  /** The worker that has it now; only this lease can settle it. */
  @Property({ type: 'uuid', nullable: true })
  leaseId: string | null = null;

  @Property({ type: 'timestamptz', length: 3, nullable: true })
  leaseUntil: Date | null = null;
}
