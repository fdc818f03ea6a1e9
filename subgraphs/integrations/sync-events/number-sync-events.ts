import type { EntityManager } from '../../../platform/database/database.js';

/** Events numbered in one statement. */
const atMost = 5_000;

/**
 * Gives the organization's committed events their place in the sequence; call it before reading them. Without gaps,
 * and an event that was committed before another was appended comes before it.
 */
export async function numberSyncEvents(em: EntityManager): Promise<void> {
  for (;;) {
    const [row] = await em.execute<{ numbered: number }[]>(
      'select integrations.number_sync_events(?::int) as numbered',
      [atMost],
    );
    if ((row?.numbered ?? 0) < atMost) return;
  }
}
