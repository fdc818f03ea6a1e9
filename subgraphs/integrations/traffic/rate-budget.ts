import type { RateLimit } from '../../../platform/connectors/rate-limit.js';
import type { EntityManager } from '../../../platform/database/database.js';
import type { Connection } from '../entities/connection.js';

/** Requests that were counted before they went: under what name, how many, and when. */
export interface Reservation {
  id: string;
  requests: number;
  at: Date;
}

/**
 * Added to each window, in milliseconds: a request reaches the vendor some time after it was counted here, and not
 * always as long after.
 */
export const marginMs = 1_000;

/**
 * When so many requests can go: `null` is now. Counted exactly over any stretch of the window's length, not from the
 * top of the minute, so that no boundary lets twice as many through. Call it under the connection's lock.
 */
export async function budgetFreeAt(
  em: EntityManager,
  connection: Connection,
  limits: readonly RateLimit[],
  cost: number,
  now: Date,
): Promise<{ at: Date; window: string } | null> {
  let latest: { at: Date; window: string } | null = null;
  for (const { window, requests, windowMs } of limits) {
    const whole = windowMs + marginMs;
    // The request that has to leave the window before `cost` more fit in.
    const [blocking] = await em.execute<{ spent_at: Date | string }[]>(
      `select spent_at from integrations.spent_requests where connection_id = ? and spent_at > ?
       order by spent_at desc offset ? limit 1`,
      [connection.id, new Date(now.getTime() - whole), Math.max(requests - cost, 0)],
    );
    if (!blocking) continue;
    const at = new Date(new Date(blocking.spent_at).getTime() + whole);
    if (!latest || at > latest.at) latest = { at, window };
  }
  return latest;
}

/**
 * Counts requests as sent if nothing stands against it: a closed circuit, no word of the vendor's to wait, and room in
 * every window. Takes the connection's lock, and keeps it.
 */
export async function spendIfFree(
  em: EntityManager,
  { id }: Connection,
  limits: readonly RateLimit[],
  { id: reservationId, requests: cost, at }: Reservation,
): Promise<boolean> {
  const windows = limits.map(({ requests, windowMs }) => ({ requests, span: windowMs + marginMs }));
  const [row] = await em.execute<{ spent: boolean }[]>(
    'select integrations.spend_if_free(?::uuid, ?::int, ?::timestamptz, ?::jsonb, ?::uuid) as spent',
    [id, cost, at, JSON.stringify(windows), reservationId],
  );
  return row?.spent === true;
}

/** Counts requests as sent; under no name where they went already. */
export async function spend(
  em: EntityManager,
  { id, organizationId }: Connection,
  { requests, at, id: reservationId }: Omit<Reservation, 'id'> & { id?: string },
): Promise<void> {
  if (requests <= 0) return;
  await em.execute(
    `insert into integrations.spent_requests (organization_id, connection_id, spent_at, reservation_id)
     select ?::uuid, ?::uuid, ?::timestamptz, ?::uuid from generate_series(1, ?::int)`,
    [organizationId, id, at, reservationId ?? null, requests],
  );
}

/**
 * Puts requests that went out at their latest possible moment in the books, where that is not soon after the one they were
 * counted at: of what a slow worker or vendor delays, one window must not see more than it allows.
 */
export async function spendLater(em: EntityManager, { id, requests, at }: Reservation, now: Date): Promise<void> {
  if (requests === 0 || now.getTime() - at.getTime() < marginMs / 2) return;
  await spendAt(em, id, now);
}

/** Puts all requests of a reservation in the books at another moment. */
export async function spendAt(em: EntityManager, reservationId: string, at: Date): Promise<void> {
  await em.execute('update integrations.spent_requests set spent_at = ? where reservation_id = ?', [at, reservationId]);
}

/** How many requests each window still allows. */
export async function budgetLeft(
  em: EntityManager,
  connection: Connection,
  limits: readonly RateLimit[],
  now: Date,
): Promise<(RateLimit & { used: number; remaining: number })[]> {
  const left = [];
  for (const limit of limits) {
    const since = new Date(now.getTime() - limit.windowMs - marginMs);
    const [row] = await em.execute<{ used: number }[]>(
      'select count(*)::int as used from integrations.spent_requests where connection_id = ? and spent_at > ?',
      [connection.id, since],
    );
    const used = row?.used ?? 0;
    left.push({ ...limit, used, remaining: Math.max(limit.requests - used, 0) });
  }
  return left;
}

/** Gives back so many requests that were counted and not sent. Default: all of them. */
export async function unspend(em: EntityManager, { id, requests }: Reservation, count = requests): Promise<void> {
  await em.execute(
    `delete from integrations.spent_requests where id in
       (select id from integrations.spent_requests where reservation_id = ? limit ?)`,
    [id, count],
  );
}
