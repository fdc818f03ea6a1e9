import type { Loader } from '../../../../platform/service/request-context.js';

/** How a backfill's deliveries fare by now. */
export interface BackfillProgress {
  takenUp: number;
  skipped: number;
  done: number;
  failed: number;
}

export const progressByBackfill: Loader<string, BackfillProgress> = async (em, ids) => {
  const rows = await em.execute<(BackfillProgress & { id: string })[]>(
    `select i.backfill_id as id,
       count(*) filter (where i.taken_up_at is not null)::int as "takenUp",
       count(*) filter (where i.skipped)::int as skipped,
       count(*) filter (where not i.skipped and d.status = 'SUCCEEDED')::int as done,
       count(*) filter (where not i.skipped and d.status = 'FAILED')::int as failed
     from integrations.backfill_items i left join integrations.deliveries d on d.id = i.delivery_id
     where i.backfill_id in (${ids.map(() => '?').join(', ')}) group by i.backfill_id`,
    [...ids],
  );
  return new Map(rows.map(({ id, ...progress }) => [id, progress]));
};
