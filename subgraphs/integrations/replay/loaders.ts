import type { Loader } from '../../../platform/service/request-context.js';

/** How a replay's deliveries fare by now. */
export interface ReplayProgress {
  takenUp: number;
  skipped: number;
  done: number;
  failed: number;
}

export const progressByReplay: Loader<string, ReplayProgress> = async (em, ids) => {
  const rows = await em.execute<(ReplayProgress & { id: string })[]>(
    `select i.replay_id as id,
       count(*) filter (where i.taken_up_at is not null)::int as "takenUp",
       count(*) filter (where i.skipped)::int as skipped,
       count(*) filter (where d.status = 'SUCCEEDED')::int as done,
       count(*) filter (where i.taken_up_at is not null and d.status = 'FAILED')::int as failed
     from integrations.replay_items i join integrations.deliveries d on d.id = i.delivery_id
     where i.replay_id in (${ids.map(() => '?').join(', ')}) group by i.replay_id`,
    [...ids],
  );
  return new Map(rows.map(({ id, ...progress }) => [id, progress]));
};
