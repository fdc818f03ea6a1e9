import type { ReplayFilter } from './types.js';

/** The condition on `integrations.deliveries d`, and its parameters. */
export interface Condition {
  sql: string;
  parameters: unknown[];
}

/** Which deliveries a filter means: those that stand still and do not wait for a replay already. */
export function replayable(filter: ReplayFilter): Condition {
  const status = filter.status?.length ? filter.status : ['FAILED', 'BLOCKED'];
  const parts: Condition[] = [
    { sql: `d.status in (${status.map(() => '?').join(', ')})`, parameters: [...status] },
    {
      sql: 'exists (select 1 from integrations.connections c where c.id = d.connection_id and c.deleted_at is null)',
      parameters: [],
    },
    {
      sql: 'not exists (select 1 from integrations.replay_items i where i.delivery_id = d.id and i.taken_up_at is null)',
      parameters: [],
    },
  ];
  const also = (sql: string, value: unknown) => {
    if (value !== null && value !== undefined) parts.push({ sql, parameters: [value] });
  };
  also('d.connector = ?', filter.connector);
  also('d.action = ?', filter.action);
  also('d.last_error_code = ?', filter.errorCode);
  also('d.created_at >= ?', filter.createdAfter);
  also('d.created_at < ?', filter.createdBefore);
  return {
    sql: parts.map(({ sql }) => sql).join(' and '),
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}
