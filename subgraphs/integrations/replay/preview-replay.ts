import type { EntityManager } from '../../../platform/database/database.js';
import { replayable } from './replayable.js';
import type { ReplayFilter, ReplayGroup, ReplayPreview } from './types.js';

const idsShown = 20;

/** What a replay with this filter would take up now. */
export async function previewReplay(em: EntityManager, filter: ReplayFilter): Promise<ReplayPreview> {
  const { sql, parameters } = replayable(filter);
  const groups = await em.execute<ReplayGroup[]>(
    `select d.connector, d.status, d.last_error_code as "errorCode", count(*)::int as count
     from integrations.deliveries d where ${sql}
     group by d.connector, d.status, d.last_error_code
     order by count desc, d.connector, d.status, d.last_error_code`,
    parameters,
  );
  const first = await em.execute<{ id: string }[]>(
    `select d.id from integrations.deliveries d where ${sql} order by d.created_at, d.id limit ${idsShown}`,
    parameters,
  );
  return {
    count: groups.reduce((sum, group) => sum + group.count, 0),
    groups,
    deliveryIds: first.map(({ id }) => id),
  };
}
