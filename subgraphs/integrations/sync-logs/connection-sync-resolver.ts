import type { FilterQuery } from '@mikro-orm/core';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { findPage } from '../../../platform/service/find-page.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Connection } from '../entities/connection.js';
import { lastSyncs } from './loaders.js';
import { SyncLog, SyncLogStatus, SyncType } from './sync-log.js';
import { SyncLogConnection, SyncOutcome } from './types.js';

@Resolver(() => Connection)
export class ConnectionSyncResolver {
  @FieldResolver(() => SyncLogConnection, { description: 'Every run, newest first.' })
  syncLogs(
    @Ctx() { em }: RequestContext,
    @Root() { id }: Connection,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('type', () => SyncType, { nullable: true }) type: SyncType | null,
    @Arg('status', () => SyncLogStatus, { nullable: true }) status: SyncLogStatus | null,
  ): Promise<SyncLogConnection> {
    const conditions: FilterQuery<SyncLog>[] = [{ connectionId: id }];
    if (type) conditions.push({ type });
    if (status) conditions.push({ status });
    return findPage(em, SyncLog, conditions, { first, after });
  }

  @FieldResolver(() => Date, { nullable: true, description: 'When the last run came to its end.' })
  async lastSyncAt(@Ctx() context: RequestContext, @Root() { id }: Connection): Promise<Date | null> {
    return (await context.load(lastSyncs, id))?.completedAt ?? null;
  }

  @FieldResolver(() => SyncOutcome, { nullable: true, description: 'What came of it; null before the first run.' })
  async lastSyncStatus(@Ctx() context: RequestContext, @Root() { id }: Connection): Promise<SyncOutcome | null> {
    const last = await context.load(lastSyncs, id);
    if (!last) return null;
    if (last.status !== SyncLogStatus.COMPLETED) return SyncOutcome.FAILED;
    return last.recordsFailed > 0 ? SyncOutcome.PARTIAL : SyncOutcome.SUCCESS;
  }
}
