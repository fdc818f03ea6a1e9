import { BigIntType, type Opt } from '@mikro-orm/core';
import { Entity, Enum, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLJSON } from 'graphql-scalars';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';

export const AuditOutcome = { DONE: 'DONE', REFUSED: 'REFUSED', FAILED: 'FAILED' } as const;
export type AuditOutcome = (typeof AuditOutcome)[keyof typeof AuditOutcome];

registerEnumType(AuditOutcome, {
  name: 'AuditOutcome',
  description: 'REFUSED by a rule, FAILED by a fault of the hub.',
});

/** A line of the log, to read: lines are only ever added, by platform/audit. */
@Entity({ schema: 'audit', tableName: 'entries' })
@RequiresScopes('audit:read')
@ObjectType({ description: 'Who did what, from where, and what it changed. Never changed and never taken away.' })
export class AuditEntry {
  @Field(() => ID)
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  organizationId!: string;

  @Field(() => String, { description: 'Its place in the organization’s log, from 1 and without a gap.' })
  @Property({ type: new BigIntType('string') })
  sequence!: string;

  @Field(() => Date)
  @Property({ type: 'timestamptz', length: 3 })
  occurredAt!: Date;

  @Field(() => String, { description: 'Thing and what was done to it: invoice.sent.' })
  @Property({ type: 'text' })
  event!: string;

  @Field(() => AuditOutcome)
  @Enum({ items: () => AuditOutcome, type: 'text' })
  outcome!: AuditOutcome;

  @Field(() => String, { description: 'api-key, user, oauth-client, worker or system.' })
  @Property({ type: 'text' })
  actorKind!: string;

  @Field(() => String)
  @Property({ type: 'text' })
  actorId!: string;

  @Field(() => String)
  @Property({ type: 'text' })
  actorName!: string;

  @Field(() => String, { nullable: true, description: 'The IP address the call came from.' })
  @Property({ type: 'text', nullable: true })
  address: string | null = null;

  @Field(() => String)
  @Property({ type: 'text' })
  requestId!: string;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  subjectType: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  subjectId: string | null = null;

  @Property({ type: 'text', fieldName: 'details' })
  detailsText!: string;

  @Property({ type: 'text' })
  previousHash!: string;

  @Field(() => String, { description: 'Binds this line and all before it.' })
  @Property({ type: 'text' })
  hash!: string;

  @Field(() => GraphQLJSON, {
    description: 'Arguments and changes, before and after; secrets and personal data taken out.',
  })
  get details(): object & Opt {
    return JSON.parse(this.detailsText);
  }
}
