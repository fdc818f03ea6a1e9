import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { AuditEntry } from './audit-entry.js';
import { findEntries } from './find-entries.js';
import { AuditEntryConnection, AuditEntryFilter } from './types.js';

@Resolver(() => AuditEntry)
export class AuditResolver {
  @RequiresScopes('audit:read')
  @Query(() => AuditEntryConnection, { description: 'Who did what, the newest first.' })
  auditEntries(
    @Ctx() { em }: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => AuditEntryFilter, { nullable: true }) filter: AuditEntryFilter | null,
  ): Promise<AuditEntryConnection> {
    return findEntries(em, filter ?? {}, { first, after });
  }
}
