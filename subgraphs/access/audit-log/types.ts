import { Field, InputType, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { connectionOf } from '../../../platform/service/pagination.js';
import { AuditEntry, AuditOutcome } from './audit-entry.js';

const entries = connectionOf(AuditEntry);

@RequiresScopes('audit:read')
@ObjectType()
export class AuditEntryEdge extends entries.Edge {}

@RequiresScopes('audit:read')
@ObjectType()
export class AuditEntryConnection extends entries.connection(AuditEntryEdge) {}

@InputType({ description: 'Every condition must be met.' })
export class AuditEntryFilter {
  @Field(() => String, { nullable: true, description: 'invoice.sent, or invoice.* for all of a kind.' })
  event?: string | null;

  @Field(() => AuditOutcome, { nullable: true })
  outcome?: AuditOutcome | null;

  @Field(() => String, { nullable: true })
  actorId?: string | null;

  @Field(() => String, { nullable: true })
  subjectId?: string | null;

  @Field(() => String, { nullable: true })
  requestId?: string | null;

  @Field(() => Date, { nullable: true, description: 'At this moment or later.' })
  from?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Before this moment.' })
  to?: Date | null;
}
