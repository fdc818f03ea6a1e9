import { setTimeout as wait } from 'node:timers/promises';
import type { WaitingHub } from './waiting-hub.js';

const minuteMs = 60_000;
/** A window is a second longer in the hub's books, for requests that are late. */
const windowMs = minuteMs + 1_000;
/** Dossiers published by hand on the way, one after another. */
const byHand = 10;

/** When each request arrived that the vendor counts, in order. */
const arrivals = ({ sandbox }: WaitingHub): number[] =>
  sandbox
    .requests()
    .filter(({ path }) => path.startsWith('/crm/'))
    .map(({ at }) => at)
    .sort((one, other) => one - other);

/** The most requests that the vendor saw in any 60 seconds. */
export function busiestMinute(hub: WaitingHub): number {
  const times = arrivals(hub);
  let first = 0;
  return times.reduce((most, at, index) => {
    while ((times[first] ?? at) <= at - minuteMs) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}

/**
 * Publishes by hand what waits at the very end of the backlog, and sees when it arrives.
 * @param requests the budget of a minute
 * @returns how long each took once it was asked for and the budget had room, in milliseconds
 */
export async function publishByHand(hub: WaitingHub, requests: number): Promise<number[]> {
  const late: number[] = [];
  // The backlog is there once the workers have seen what is to go.
  await hub.sandbox.waitForRequest(({ path }) => path.startsWith('/crm/'), 3 * minuteMs);
  await wait(minuteMs / 3);
  for (let number = 0; number < byHand; number += 1) {
    const [last] = await hub.sql<{ id: string; reference: string }>(
      `select subject_id as id, subject_reference as reference from integrations.deliveries
       where status in ('PENDING', 'BLOCKED') order by created_at desc limit 1`,
    );
    if (!last) break;
    const askedAt = Date.now();
    await hub.publish(last.id);
    const { at } = await hub.sandbox.waitForRequest(
      ({ method, body }) => method === 'POST' && referenceOf(body) === last.reference,
      3 * minuteMs,
    );
    late.push(at - Math.max(askedAt, await freeAt(hub, requests, at)));
    await wait(minuteMs / 3);
  }
  return late;
}

/**
 * When there was room for what arrived then, in the hub's books: there, a request whose worker was killed counts from when
 * it was taken over, as it may have arrived at any moment until then.
 */
async function freeAt(hub: WaitingHub, requests: number, arrivedAt: number): Promise<number> {
  const [held] = await hub.sql<{ at: number }>(
    `select (extract(epoch from spent_at) * 1000)::float8 as at from integrations.spent_requests
     where spent_at <= to_timestamp(${arrivedAt}::float8 / 1000) order by spent_at desc offset ${requests} limit 1`,
  );
  return held ? held.at + windowMs : 0;
}

const referenceOf = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'external_id' in body ? body.external_id : null;
