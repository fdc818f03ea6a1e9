import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  /** As the owner, who is past row-level security when a superuser: for migrations, and for looking at rows. */
  url: string;
  sql<Row extends Record<string, unknown> = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** A database of its own for one test file, cloned from the migrated template. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const adminUrl = process.env.TEST_POSTGRES_URL;
  if (!adminUrl) throw new Error('jest ran without its global setup');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    try {
      // Two clones of one template at once would get in each other's way.
      await client.query("select pg_advisory_lock(hashtext('clone'))");
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await admin(`create database ${name} template passerelle_template`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 3 });
  pool.on('error', () => undefined);
  return {
    url: url.href,
    sql: async (text, values = []) => (await pool.query(text, values)).rows,
    async drop() {
      await pool.end();
      await admin(`drop database ${name} with (force)`);
    },
  };
}
