import type { Connector } from '../../../platform/connectors/connector.js';
import type { EntityManager } from '../../../platform/database/database.js';
import type { Connection } from '../entities/connection.js';
import { limitsOf } from '../traffic/admit.js';
import { budgetFreeAt, budgetLeft } from '../traffic/rate-budget.js';

/** Questions asked in one step, at most. */
export const askedAtOnce = 25;

/** How many questions fit into half of each rate budget; the other half is for the deliveries. */
export async function roomFor(
  em: EntityManager,
  connector: Connector,
  connection: Connection,
  now: Date,
): Promise<{ count: number; againAt: Date }> {
  const limits = limitsOf(connector, connection);
  const halves = limits.map((limit) => ({ ...limit, requests: Math.ceil(limit.requests / 2) }));
  const free = await budgetFreeAt(em, connection, halves, 1, now);
  if (free) return { count: 0, againAt: free.at };
  const left = await budgetLeft(em, connection, halves, now);
  return { count: Math.min(askedAtOnce, ...left.map(({ remaining }) => remaining)), againAt: now };
}
