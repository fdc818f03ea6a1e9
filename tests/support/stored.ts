import type { TestDatabase } from './database.js';

/**
 * A digest of every row, by table; equal ones mean that nothing was stored, changed or enqueued.
When a key was last used is written whenever there is time, and is left out.
 * @param organizationId only of its rows; else of all, the jobs included
 */
export async function storedRows(database: TestDatabase, organizationId?: string): Promise<Record<string, unknown>> {
  const tables = await database.sql<{ name: string }>(
    organizationId
      ? `select table_schema || '.' || table_name as name from information_schema.columns where column_name = 'organization_id'`
      : `select schemaname || '.' || relname as name from pg_stat_user_tables
         where schemaname in ('access', 'interventions', 'integrations', 'billing', 'marketing')
         union all select 'jobs.job'`,
  );
  const digests = tables.map(async ({ name }) => {
    const condition = organizationId ? `where organization_id = '${organizationId}'` : '';
    const query = `select count(*)::int as rows, md5(string_agg(t.row, '|' order by t.row)) as digest
      from (select (to_jsonb(r) - 'last_used_at')::text as row, r.* from ${name} r) t`;
    return [name, (await database.sql(`${query} ${condition}`))[0]];
  });
  return Object.fromEntries(await Promise.all(digests));
}
