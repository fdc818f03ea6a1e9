import { Arg, Ctx, ID, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findPage } from '../../../platform/service/find-page.js';
import { connectionOf } from '../../../platform/service/pagination.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { requireRow } from '../../../platform/service/require-row.js';
import { Alert } from './alert.js';

const alerts = connectionOf(Alert);

@ObjectType()
class AlertEdge extends alerts.Edge {}

@ObjectType()
class AlertConnection extends alerts.connection(AlertEdge) {}

@Resolver(() => Alert)
export class AlertResolver {
  @RequiresScopes('integrations:read')
  @Query(() => AlertConnection, { description: 'What needs, or needed, a person; newest first.' })
  alerts(
    @Ctx() { em }: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('open', () => Boolean, { nullable: true, description: 'True: those not over; false: those that are.' })
    open: boolean | null,
  ): Promise<AlertConnection> {
    const conditions = open === null || open === undefined ? [] : [{ resolvedAt: open ? null : { $ne: null } }];
    return findPage(em, Alert, conditions, { first, after });
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Alert, { description: 'Says that somebody is at it; the first to say so stays on record.' })
  acknowledgeAlert(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Alert> {
    return context.write(async (unit) => {
      const alert = await requireRow(unit, Alert, id, { lock: true });
      alert.acknowledgedAt ??= unit.now();
      alert.acknowledgedBy ??= unit.caller.actor.name;
      return alert;
    });
  }
}
