import type { RateLimit } from '../../../platform/connectors/rate-limit.js';
import type { EntityManager } from '../../../platform/database/database.js';
import type { BudgetLeft } from '../resolvers/types.js';
import { marginMs } from './rate-budget.js';

/** What the pace is measured over, in milliseconds. */
const paceWindowMs = 600_000;

export interface LimitedConnection {
  id: string;
  limits: readonly RateLimit[];
}

/**
 * What is left of each connection's budget, window by window, and when nothing will be if requests go on at the pace of
 * the last ten minutes. Those that leave the window meanwhile are given back, so the forecast is `null` where the window
 * keeps up with the pace. One statement, whatever the number of connections.
 */
export async function budgetOutlook(
  em: EntityManager,
  connections: readonly LimitedConnection[],
  now: Date,
): Promise<Map<string, BudgetLeft[]>> {
  const asked = connections.flatMap(({ id, limits }) => limits.map((limit) => ({ connection_id: id, ...limit })));
  if (asked.length === 0) return new Map();
  const rows = await em.execute<OutlookRow[]>(outlook, [JSON.stringify(asked), now, now, now, now]);
  const left = rows.map(({ connection_id, window, requests, windowMs, used, per_ms, used_up_in }) => {
    // Should all that was sent have left by then: whether the pace alone fills the window.
    const alone = per_ms * (Number(windowMs) + marginMs) >= requests ? requests / per_ms : null;
    const inMs = used >= requests ? 0 : (used_up_in ?? alone);
    const exhaustedAt = inMs === null ? null : new Date(now.getTime() + inMs);
    return { connection_id, window, requests, used, remaining: Math.max(requests - used, 0), exhaustedAt };
  });
  return Map.groupBy(left, ({ connection_id }) => connection_id);
}

/**
 * `used_up_in`: among the moments just before each request leaves the window, the first by which new ones have filled
 * what the remaining ones leave free.
 */
const outlook = `
  select l.connection_id, l."window", l.requests, l."windowMs", sent.used, pace.per_ms, sent.used_up_in
  from rows from (jsonb_to_recordset(?::jsonb) as (connection_id uuid, "window" text, requests int, "windowMs" bigint))
    with ordinality as l(connection_id, "window", requests, "windowMs", position)
  cross join lateral (
    select count(*)::float8 / ${paceWindowMs} as per_ms from integrations.spent_requests p
    where p.connection_id = l.connection_id and p.spent_at > ?::timestamptz - interval '${paceWindowMs} milliseconds'
  ) pace
  cross join lateral (
    select count(*)::int as used, min(each.full_in) filter (where each.full_in <= each.leaves_in) as used_up_in
    from (
      select (l.requests - (count(*) over () - row_number() over (order by s.spent_at) + 1)) / nullif(pace.per_ms, 0) as full_in,
        extract(epoch from s.spent_at - ?::timestamptz)::float8 * 1000 + l."windowMs" + ${marginMs} as leaves_in
      from integrations.spent_requests s
      where s.connection_id = l.connection_id
        and s.spent_at > ?::timestamptz - (l."windowMs" + ${marginMs}) * interval '1 millisecond'
        and s.spent_at <= ?::timestamptz
    ) each
  ) sent
  order by l.position`;

interface OutlookRow {
  connection_id: string;
  window: string;
  requests: number;
  windowMs: string | number;
  used: number;
  per_ms: number;
  used_up_in: number | null;
}
