import type { Pool, PoolClient } from 'pg';

/**
 * Gives a connection back that dies while it is in use. Kysely gives one back when its transaction's `begin`, `commit` or
 * `rollback` succeeds, and on a dead connection none of them does: each restart of the server would take some of the
 * pool's places for ever. A release that comes later all the same does nothing.
 */
export function releaseDead(pool: Pool): void {
  const inUse = new WeakSet<PoolClient>();
  pool.on('acquire', (client) => inUse.add(client));
  pool.on('release', (_error, client) => inUse.delete(client));
  pool.on('connect', (client) => {
    client.once('end', () => {
      if (!inUse.has(client)) return;
      client.release(true);
      client.release = () => {};
    });
  });
}
