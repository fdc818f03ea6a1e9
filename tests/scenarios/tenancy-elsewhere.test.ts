import pg from 'pg';
import { applicationSession, organizationVariable } from '../../platform/database/roles.js';
import { beginning, finishInstallation, type SyncEventData, syncEventsQuery } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { createOrganizationData, type OrganizationData } from '../support/organization-data.js';

// What tenancy.test.ts shows of the graph, of the other ways in: streams, REST, and SQL as the application's role.

let hub: TestHub;
/** Who asks, and whose things are asked for. */
let amber: OrganizationData;
let birch: OrganizationData;
beforeAll(async () => {
  hub = await startTestHub();
  amber = await createOrganizationData(hub, 'amber');
  birch = await createOrganizationData(hub, 'birch');
}, 90_000);
afterAll(() => hub.close());

test('a stream gives nothing of another’s, with their cursor or their intervention', async () => {
  const watch = (variables: object) => amber.client.watch<SyncEventData>(syncEventsQuery, { ...variables });
  const fromTheirCursor = watch({ after: birch.cursor });
  const fromTheBeginning = watch({ after: beginning });
  const ofTheirs = watch({ after: beginning, id: birch.draft });
  const live = watch({});
  await Promise.all([fromTheirCursor, fromTheBeginning, ofTheirs, live].map(({ open }) => open));
  const theirs = birch.client.watch<SyncEventData>(syncEventsQuery, { after: birch.cursor, id: birch.draft });
  await finishInstallation(birch.client, birch.draft);
  await theirs.until(({ syncEvents }) => syncEvents.message?.includes('INSTALLATION_DONE') ?? false);
  await finishInstallation(amber.client, amber.draft);
  for (const stream of [fromTheirCursor, fromTheBeginning, live]) {
    await stream.until(({ syncEvents }) => syncEvents.message?.includes(`${amber.canary}-draft`) ?? false);
    expect(JSON.stringify(stream.received)).not.toContain(birch.canary);
  }
  expect(ofTheirs.received).toEqual([]);
});

test('nor does REST', async () => {
  for (const [method, path] of [
    ['POST', 'publish'],
    ['GET', 'sync-status'],
  ] as const) {
    const { status, body } = await amber.client.rest(method, `/api/interventions/${birch.ids.Intervention}/${path}`);
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'NOT_FOUND' });
    expect(JSON.stringify(body)).not.toContain(birch.canary);
  }
  const { body } = await amber.client.rest('GET', '/api/integrations/health');
  expect(JSON.stringify(body)).toContain(amber.canary);
  expect(JSON.stringify(body)).not.toContain(birch.canary);
});

describe('SQL as the application', () => {
  let app: pg.Client;
  beforeAll(async () => {
    app = new pg.Client({ connectionString: hub.database.url, options: applicationSession });
    await app.connect();
  });
  afterAll(() => app.end());

  /** Runs one statement as an organization and takes it back; how many rows it saw or touched, or the SQLSTATE. */
  const as = async (organization: string | null, statement: string, values: unknown[] = []) => {
    await app.query('begin');
    if (organization) await app.query('select set_config($1, $2, true)', [organizationVariable, organization]);
    const done = await app.query(statement, values).then(
      ({ rowCount }) => rowCount,
      (error: pg.DatabaseError) => error.code,
    );
    await app.query('rollback');
    return done;
  };
  const tables = async () => {
    const named = await hub.database.sql<{ name: string }>(
      `select table_schema || '.' || table_name as name from information_schema.columns
       where column_name = 'organization_id' order by 1`,
    );
    return named.map(({ name }) => name);
  };
  const rowsOf = (table: string, { id }: OrganizationData) =>
    hub.database.sql<{ row: object }>(`select to_jsonb(t) as row from ${table} t where organization_id = $1`, [id]);
  /** The columns that are not worked out from others, as a list. */
  const insertable = async (table: string) => {
    const [row] = await hub.database.sql<{ columns: string }>(
      `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
      [table],
    );
    return row?.columns ?? '';
  };

  test('sees and touches the rows of its organization alone, and without one none', async () => {
    let looked = 0;
    for (const table of await tables()) {
      const [ours, theirs] = await Promise.all([rowsOf(table, amber), rowsOf(table, birch)]);
      const [row] = theirs;
      if (!row || ours.length === 0) continue;
      looked += 1;
      expect({ table, seen: await as(amber.id, `select from ${table}`) }).toEqual({ table, seen: ours.length });
      expect({ table, seen: await as(null, `select from ${table}`) }).toEqual({ table, seen: 0 });
      const columns = await insertable(table);
      const insert = `insert into ${table} (${columns}) overriding system value
        select ${columns} from jsonb_populate_record(null::${table}, $1)`;
      const seize = `update ${table} set organization_id = '${birch.id}'`;
      expect({
        table,
        select: await as(amber.id, `select from ${table} where organization_id = $1`, [birch.id]),
        insert: await as(amber.id, insert, [row.row]),
        giveAway: await as(amber.id, seize),
      }).toEqual({ table, select: 0, insert: '42501', giveAway: '42501' });
      for (const verb of [`update ${table} set organization_id = organization_id`, `delete from ${table}`]) {
        // Where the application may not even do that to its own rows, it is refused outright.
        expect([0, '42501']).toContain(await as(amber.id, `${verb} where organization_id = $1`, [birch.id]));
        expect([0, '42501']).toContain(await as(null, verb));
      }
    }
    expect(looked).toBeGreaterThan(18);
  });

  test('every table has the same rule', async () => {
    const rules = await hub.database.sql<{ name: string; qual: string; with_check: string }>(
      `select schemaname || '.' || tablename as name, qual, with_check from pg_policies
       where policyname = 'own_organization' and permissive = 'PERMISSIVE' and roles = '{public}' and cmd = 'ALL' order by 1`,
    );
    expect(rules.map(({ name }) => name)).toEqual(await tables());
    expect(new Set(rules.flatMap(({ qual, with_check }) => [qual, with_check])).size).toBe(1);
    expect(rules[0]?.qual).toContain(organizationVariable);
    const others = await hub.database.sql(
      "select tablename, roles, cmd from pg_policies where policyname <> 'own_organization'",
    );
    // The few lookups across organizations: for the owner's functions, to read, and to forget what is old.
    const writing = others.filter(({ cmd }) => cmd !== 'SELECT').map(({ tablename, cmd }) => `${cmd} ${tablename}`);
    expect(writing.sort()).toEqual([
      'ALL sso_logins',
      'ALL sso_records',
      'DELETE accepted_payloads',
      'DELETE data_keys',
      'DELETE delivery_attempts',
      'DELETE spent_requests',
      'UPDATE inbound_webhooks',
      'UPDATE sent_payloads',
      'UPDATE sessions',
    ]);
    expect(others.some(({ roles }) => /public|passerelle_app/.test(String(roles)))).toBe(false);
  });

  test('every table is under it, or holds nothing of anyone', async () => {
    const open = await hub.database.sql<{ name: string }>(
      `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
         and n.nspname in ('access', 'interventions', 'integrations', 'billing', 'marketing', 'public')
         and has_table_privilege('passerelle_app', c.oid, 'select, insert, update, delete')`,
    );
    expect(open).toEqual([]);
  });

  test('its role owns nothing, bypasses nothing and cannot log in', async () => {
    const [role] = await hub.database.sql(
      `select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb,
         (select count(*)::int from pg_class where relowner = r.oid) as owned from pg_roles r where rolname = 'passerelle_app'`,
    );
    const never = {
      rolsuper: false,
      rolbypassrls: false,
      rolcanlogin: false,
      rolcreaterole: false,
      rolcreatedb: false,
    };
    expect(role).toEqual({ ...never, owned: 0 });
    expect((await app.query('select current_user')).rows).toEqual([{ current_user: 'passerelle_app' }]);
  });
});
