import type { ClientBase } from 'pg';
import { z } from 'zod';
import type { Database } from '../database/database.js';
import { listVersions, type MasterVersion } from './master-versions.js';
import type { SealedColumn } from './sealed-column.js';

export interface VersionStatus extends MasterVersion {
  /** Data keys it wraps: those in use, and older ones that are kept for a while or for what is still under them. */
  active: number;
  retired: number;
  /** Secrets of the first scheme, which are directly under it. */
  secrets: number;
}

export interface ColumnStatus {
  column: string;
  /** Under the data key in use. */
  current: number;
  /** Under an older data key. */
  older: number;
}

const keyCounts = z.array(z.object({ id: z.string(), active: z.number(), retired: z.number() }));
const secretCounts = z.array(z.object({ kid: z.string().nullable(), current: z.number(), older: z.number() }));

/** Which versions of the master key there are, and what is under each. */
export async function readSecretsStatus(
  owner: ClientBase,
  database: Database,
  columns: readonly SealedColumn[],
  organizations: readonly string[],
): Promise<{ versions: VersionStatus[]; columns: ColumnStatus[]; unlisted: Map<string, number> }> {
  const direct = new Map<string, number>();
  const counted = columns.map(({ table, column }) => ({ column: `${table}.${column}`, current: 0, older: 0 }));
  for (const organizationId of organizations) {
    for (const [index, column] of columns.entries()) {
      const rows = await database.read(organizationId, async (em) =>
        secretCounts.parse(await em.execute(count(column))),
      );
      for (const { kid, current, older } of rows) {
        const total = counted[index];
        if (kid !== null) direct.set(kid, (direct.get(kid) ?? 0) + older);
        if (total) Object.assign(total, { current: total.current + current, older: total.older + older });
      }
    }
  }
  const query = `select master_key as id, (count(*) filter (where retired_at is null))::int as active,
    (count(*) filter (where retired_at is not null))::int as retired from secrets.data_keys group by master_key`;
  const keys = new Map(keyCounts.parse((await owner.query(query)).rows).map((row) => [row.id, row]));
  const versions = (await listVersions(owner)).map((version) => {
    const { active = 0, retired = 0 } = keys.get(version.id) ?? {};
    const secrets = direct.get(version.id) ?? 0;
    direct.delete(version.id);
    return { ...version, active, retired, secrets };
  });
  return { versions, columns: counted, unlisted: direct };
}

const count = ({ table, column }: SealedColumn) => `
  select ${column} ->> 'kid' as kid, (count(*) filter (where k.retired_at is null and k.id is not null))::int as current,
    (count(*) filter (where k.id is null or k.retired_at is not null))::int as older
  from ${table} left join secrets.data_keys k on k.id = (${column} ->> 'dk')::uuid
  where ${column} is not null group by 1`;
